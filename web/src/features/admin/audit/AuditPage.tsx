import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { asPage, ServerList, type Column, type Filter } from '@/components/list';
import { useMoments } from '@/lib/moments';
import classes from '../Admin.module.css';
import { text } from './text';

type AuditLine = components['schemas']['AuditLine'];

const FILTERS: readonly Filter[] = [
  { name: 'actor', label: text.actor, type: 'text' },
  { name: 'action', label: text.action, type: 'text' },
  { name: 'subject', label: text.subject, type: 'text' },
  { name: 'from', label: text.from, type: 'date' },
  { name: 'to', label: text.to, type: 'date' },
];

const load = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/audit', { params: { query }, signal })));

/** Each fact with what it was and what it is. */
function Change({ before, after }: Pick<AuditLine, 'before' | 'after'>) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {names.map((name) => (
        <div key={name}>
          <dt>{name.replace(/_/g, ' ')}</dt>
          <dd>
            {before?.[name] !== undefined && (
              <del>
                <span className="visually-hidden">{text.before} </span>
                {before[name]}
              </del>
            )}{' '}
            {after?.[name] !== undefined && (
              <ins>
                <span className="visually-hidden">{text.after} </span>
                {after[name]}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export default function AuditPage() {
  const { time, zoneName } = useMoments();
  const columns: Column<AuditLine>[] = [
    {
      key: 'at',
      title: text.at(zoneName),
      sort: 'at',
      isLatestFirst: true,
      isName: true,
      render: (line) => (
        <>
          {time(line.at)}
          <div className={classes.muted}>{text.line(line.id)}</div>
        </>
      ),
    },
    {
      key: 'actor',
      title: text.actor,
      render: (line) => (
        <>
          {line.actor_name}
          <div className={classes.muted}>{`${text.kinds[line.actor_kind]}${line.address ? `, ${line.address}` : ''}`}</div>
        </>
      ),
    },
    { key: 'action', title: text.action, render: (line) => line.action },
    { key: 'subject', title: text.subject, render: (line) => line.subject },
    { key: 'change', title: text.change, render: (line) => <Change before={line.before} after={line.after} /> },
  ];
  return (
    <ServerList
      name="audit"
      caption={text.caption}
      address="/api/admin/audit"
      load={load}
      columns={columns}
      filters={FILTERS}
      searchLabel={text.find}
      rowKey={(line) => line.id}
      rowName={(line) => text.line(line.id)}
      empty={{ title: text.empty, detail: text.emptyDetail }}
    />
  );
}
