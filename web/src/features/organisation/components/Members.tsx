import { useMemo, useState } from 'react';
import { useSession } from '@/api/session';
import { ServerList, type Column, type Filter } from '@/components/list';
import { Notice, ProblemNotice } from '@/components/Notice';
import { Pill } from '@/components/Pill';
import { ResetLinkDialog, resetLinkText } from '@/components/resetLink';
import { useMoments } from '@/lib/moments';
import { addressOf, loadMembers, useSetState, type Member, type Which } from '../api';
import classes from '../Organisation.module.css';
import { nameOf, STATE_WORDS, STATES, STEPS, text } from '../text';

const FILTERS: readonly Filter[] = [{ name: 'state', label: text.state, options: STATES }];
const KINDS = { pending: 'warn', rejected: 'bad', approved: 'good', administrator: 'good' } as const;

interface MembersProps {
  which: Which;
  mayManage: boolean;
}

export function Members({ which, mayManage }: MembersProps) {
  const { day, time } = useMoments();
  const own = useSession().data?.session?.user.id;
  const change = useSetState(which);
  const [done, setDone] = useState('');
  const [forgetful, setForgetful] = useState<Member>();
  const load = useMemo(() => loadMembers(which), [which]);
  const steps = (member: Member) => (
    <span className={classes.rowActions}>
      {STEPS[member.state].map(({ to, word }) => (
        <button
          key={to}
          type="button"
          className={classes.link}
          aria-label={text.stepOf(word, nameOf(member))}
          onClick={() => {
            setDone('');
            change.mutate(
              { user_id: member.id, state: to },
              {
                onSuccess: () => {
                  setDone(text.done(nameOf(member), to));
                },
              },
            );
          }}
        >
          {word}
        </button>
      ))}
      <button type="button" className={classes.link} aria-label={resetLinkText.of(nameOf(member))} onClick={() => { setForgetful(member); }}>
        {resetLinkText.action}
      </button>
    </span>
  );
  const columns: Column<Member>[] = [
    {
      key: 'name',
      title: text.name,
      sort: 'name',
      isName: true,
      render: (member) => (
        <>
          {nameOf(member)} {member.id === own && <span className={classes.muted}>{`(${text.you})`}</span>}
          <div className={classes.muted}>{member.email}</div>
        </>
      ),
    },
    { key: 'state', title: text.state, sort: 'status', render: ({ state }) => <Pill kind={KINDS[state]}>{STATE_WORDS[state]}</Pill> },
    { key: 'last_seen', title: text.lastSeen, sort: 'last_seen', isLatestFirst: true, render: (member) => time(member.last_seen) || text.never },
    { key: 'created', title: text.since, sort: 'created', isLatestFirst: true, render: (member) => day(member.created) },
    ...(mayManage ? [{ key: 'actions', title: text.actions, render: (member: Member) => (member.id === own ? null : steps(member)) }] : []),
  ];
  return (
    <>
      {done && <Notice kind="good">{done}</Notice>}
      {change.isError && <ProblemNotice error={change.error} />}
      <ServerList
        name={`members-${which.organization_id ?? 'own'}`}
        caption={text.members}
        address={addressOf('/api/organization', which)}
        load={load}
        columns={columns}
        filters={FILTERS}
        searchLabel={text.findMember}
        rowKey={(member) => member.id}
        rowName={nameOf}
        empty={{ title: text.noMembers, detail: text.noMembersDetail }}
      />
      {forgetful && <ResetLinkDialog userId={forgetful.id} name={nameOf(forgetful)} onClose={() => { setForgetful(undefined); }} />}
    </>
  );
}
