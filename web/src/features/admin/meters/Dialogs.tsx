import { ConfirmDialog } from '@/components/ConfirmDialog';
import { useAssign, useRemove, useRetire } from './api';
import { AddDialog } from './AddDialog';
import { AssignDialog } from './AssignDialog';
import { EditDialog } from './EditDialog';
import { ReplaceDialog } from './ReplaceDialog';
import { text } from './text';

/** What the page is asking about, and for which meters. */
export interface Doing {
  what: 'add' | 'edit' | 'replace' | 'retire' | 'restore' | 'remove' | 'assign' | 'unassign';
  meters: string[];
}

interface DialogsProps {
  doing: Doing;
  /** Something was done; in these words. */
  onDone: (words: string) => void;
  onClose: () => void;
}

function Retiring({ doing: { meters, what }, onDone, onClose }: DialogsProps) {
  const isRetiring = what === 'retire';
  const retire = useRetire(isRetiring);
  const [first = ''] = meters;
  const words = isRetiring ? text.retiredNow(meters.length) : text.restored(first);
  return (
    <ConfirmDialog
      title={isRetiring ? text.retireTitle(meters.length) : text.restoreOf(first)}
      action={isRetiring ? text.retire : text.restore}
      error={retire.error}
      onClose={onClose}
      onConfirm={() => {
        retire.mutate(meters, { onSuccess: () => { onDone(words); } });
      }}
    >
      <p>{text.retireDetail}</p>
    </ConfirmDialog>
  );
}

function Removing({ doing: { meters }, onDone, onClose }: DialogsProps) {
  const remove = useRemove();
  const [id = ''] = meters;
  return (
    <ConfirmDialog
      title={text.removeTitle(id)}
      action={text.removeOf(id)}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(id, { onSuccess: () => { onDone(text.removed(id)); } });
      }}
    >
      <p>{text.removeDetail}</p>
    </ConfirmDialog>
  );
}

function Unassigning({ doing: { meters }, onDone, onClose }: DialogsProps) {
  const assign = useAssign();
  return (
    <ConfirmDialog
      title={text.unassignTitle(meters.length)}
      action={text.unassign}
      error={assign.error}
      onClose={onClose}
      onConfirm={() => {
        assign.mutate(
          { meters, organization_id: null, is_reassignment: true },
          { onSuccess: ({ changed }) => { onDone(text.unassignedNow(changed)); } },
        );
      }}
    >
      <p>{text.unassignDetail}</p>
    </ConfirmDialog>
  );
}

export function Dialogs(props: DialogsProps) {
  const { doing, onDone, onClose } = props;
  const [id = ''] = doing.meters;
  switch (doing.what) {
    case 'add':
      return <AddDialog onClose={onClose} onDone={(count) => { onDone(text.made(count)); }} />;
    case 'edit':
      return <EditDialog id={id} onClose={onClose} onDone={() => { onDone(text.saved(id)); }} />;
    case 'replace':
      return <ReplaceDialog id={id} onClose={onClose} onDone={(number) => { onDone(text.replaced(id, number)); }} />;
    case 'assign':
      return <AssignDialog meters={doing.meters} onClose={onClose} onDone={(changed, name) => { onDone(text.assignedNow(changed, name)); }} />;
    case 'unassign':
      return <Unassigning {...props} />;
    case 'remove':
      return <Removing {...props} />;
    case 'retire':
    case 'restore':
      return <Retiring {...props} />;
  }
}
