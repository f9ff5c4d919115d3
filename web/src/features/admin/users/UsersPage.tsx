import { useState } from 'react';
import { useSession } from '@/api/session';
import { Notice, ProblemNotice } from '@/components/Notice';
import { ServerList } from '@/components/list';
import { ResetLinkDialog, resetLinkText } from '@/components/resetLink';
import { useMoments } from '@/lib/moments';
import classes from '../Admin.module.css';
import { ADDRESS, LIST, loadUsers, useUnlock, type Person } from './api';
import { ChangeDialog } from './ChangeDialog';
import { columnsOf, FILTERS } from './columns';
import { DeleteDialog } from './DeleteDialog';
import { FactorDialog } from './FactorDialog';
import { nameOf, text } from './text';

interface Doing {
  what: 'change' | 'reset' | 'factor' | 'remove';
  person: Person;
}

export default function UsersPage() {
  const moments = useMoments();
  const own = useSession().data?.session?.user.id;
  const unlock = useUnlock();
  const [doing, setDoing] = useState<Doing>();
  const [done, setDone] = useState('');
  const close = (): void => {
    setDoing(undefined);
  };
  const finish = (words: string): void => {
    close();
    setDone(words);
  };
  const button = (word: string, name: string, onClick: () => void) => (
    <button type="button" className={classes.link} aria-label={name} onClick={onClick}>
      {word}
    </button>
  );
  const columns = columnsOf(moments, (person) => {
    const name = nameOf(person);
    return (
      <span className={classes.rowActions}>
        {button(text.change, text.changeOf(name), () => { setDoing({ what: 'change', person }); })}
        {person.is_locked && button(text.unlock, text.unlockOf(name), () => { unlock.mutate(person.id, { onSuccess: () => { setDone(text.unlocked(name)); } }); })}
        {person.id !== own && button(resetLinkText.action, resetLinkText.of(name), () => { setDoing({ what: 'reset', person }); })}
        {person.has_second_factor && person.id !== own && button(text.takeFactor, text.takeFactorOf(name), () => { setDoing({ what: 'factor', person }); })}
        {person.id !== own && button(text.remove, text.removeOf(name), () => { setDoing({ what: 'remove', person }); })}
      </span>
    );
  });
  return (
    <>
      {done && <Notice kind="good">{done}</Notice>}
      {unlock.isError && <ProblemNotice error={unlock.error} />}
      <ServerList
        name={LIST}
        caption={text.caption}
        address={ADDRESS}
        load={loadUsers}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.find}
        rowKey={(person) => person.id}
        rowName={nameOf}
        empty={{ title: text.empty, detail: text.emptyDetail }}
      />
      {doing?.what === 'change' && <ChangeDialog person={doing.person} onClose={close} onDone={() => { finish(text.changed(nameOf(doing.person))); }} />}
      {doing?.what === 'reset' && <ResetLinkDialog userId={doing.person.id} name={nameOf(doing.person)} onClose={close} />}
      {doing?.what === 'factor' && <FactorDialog person={doing.person} onClose={close} onDone={() => { finish(text.factorTaken(nameOf(doing.person))); }} />}
      {doing?.what === 'remove' && <DeleteDialog person={doing.person} onClose={close} onDone={() => { finish(text.removed(nameOf(doing.person))); }} />}
    </>
  );
}
