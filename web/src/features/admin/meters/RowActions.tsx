import classes from '../Admin.module.css';
import type { MeterRow } from './api';
import { text } from './text';

export type RowAction = 'edit' | 'replace' | 'retire' | 'restore' | 'remove';

const ACTIONS: Record<RowAction, { word: string; name: (id: string) => string }> = {
  edit: { word: text.edit, name: text.editOf },
  replace: { word: text.replace, name: text.replaceOf },
  retire: { word: text.retire, name: text.retireOf },
  restore: { word: text.restore, name: text.restoreOf },
  remove: { word: text.remove, name: text.removeOf },
};

const actionsOf = (row: MeterRow): RowAction[] => [
  'edit',
  'replace',
  row.retired ? 'restore' : 'retire',
  // What has readings is retired, never deleted.
  ...(row.first_reading ? [] : (['remove'] as const)),
];

export function RowActions({ row, onAct }: { row: MeterRow; onAct: (what: RowAction, row: MeterRow) => void }) {
  return (
    <span className={classes.rowActions}>
      {actionsOf(row).map((what) => (
        <button
          key={what}
          type="button"
          className={classes.link}
          aria-label={ACTIONS[what].name(row.id)}
          onClick={() => {
            onAct(what, row);
          }}
        >
          {ACTIONS[what].word}
        </button>
      ))}
    </span>
  );
}
