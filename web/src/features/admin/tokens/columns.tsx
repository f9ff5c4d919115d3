import type { ReactNode } from 'react';
import type { Column, Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { formatAge, formatDate } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Admin.module.css';
import type { Token } from './api';
import { text } from './text';

const KINDS = { active: 'good', expired: 'warn', revoked: 'bad' } as const;
const STATES = ['active', 'expired', 'revoked'] as const;

export const FILTERS: readonly Filter[] = [{ name: 'state', label: text.state, options: STATES.map((value) => ({ value, text: text.states[value] })) }];

export function columnsOf(zone: Zone | undefined, actions: (row: Token) => ReactNode): Column<Token>[] {
  const day = (iso: string): string => (zone ? formatDate(fromIso(iso), 'dayYear', zone) : '');
  return [
    { key: 'name', title: text.name, sort: 'name', isName: true, render: (row) => row.name },
    { key: 'scopes', title: text.scopes, render: (row) => row.scopes.map((scope) => text.scopeNames[scope]).join(', ') },
    { key: 'state', title: text.state, render: (row) => <Pill kind={KINDS[row.state]}>{text.states[row.state]}</Pill> },
    {
      key: 'created',
      title: text.created,
      sort: 'created',
      isLatestFirst: true,
      render: (row) => (
        <>
          {day(row.created)}
          <div className={classes.muted}>{row.created_by ? text.by(row.created_by) : text.byGone}</div>
        </>
      ),
    },
    { key: 'expires', title: text.expires, sort: 'expires', render: (row) => day(row.expires) },
    {
      key: 'last_used',
      title: text.lastUsed,
      sort: 'last_used',
      isLatestFirst: true,
      render: (row) => (row.last_used ? formatAge(Date.now() / 1000 - fromIso(row.last_used)) : <span className={classes.muted}>{text.never}</span>),
    },
    { key: 'actions', title: text.actions, render: actions },
  ];
}
