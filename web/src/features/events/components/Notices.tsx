import { useMemo } from 'react';
import { Card } from '@/components/Card';
import { ServerList, type Column } from '@/components/list';
import { Pill } from '@/components/Pill';
import { pageClasses } from '@/components/Page';
import type { Zone } from '@/lib/time';
import { loadNotices, type Notice } from '../api';
import { momentWords } from '../lib/span';
import { text } from '../text';

const KINDS = { queued: 'plain', sent: 'good', failed: 'bad', not_sent: 'warn' } as const;

const columnsOf = (zone: Zone): Column<Notice>[] => [
  { key: 'recipient', title: text.recipient, sort: 'recipient', isName: true, render: (notice) => notice.recipient },
  { key: 'kind', title: text.noticeKind, sort: 'kind', render: (notice) => text.noticeKinds[notice.kind] },
  {
    key: 'state',
    title: text.delivery,
    render: (notice) => (
      <>
        <Pill kind={KINDS[notice.state]}>{text.deliveries[notice.state]}</Pill>
        {notice.sent && <span className={pageClasses.muted}> {momentWords(notice.sent, zone)}</span>}
      </>
    ),
  },
  { key: 'queued', title: text.queued, sort: 'queued', isLatestFirst: true, render: (notice) => momentWords(notice.queued, zone) },
];

/** The log of notices. */
export function Notices({ id, zone }: { id: number; zone: Zone }) {
  const columns = useMemo(() => columnsOf(zone), [zone]);
  const load = useMemo(() => loadNotices(id), [id]);
  return (
    <Card title={text.noticesTitle}>
      <ServerList
        name={`notices-${id}`}
        caption={text.noticesCaption}
        address={`/api/events/${id}/notices`}
        load={load}
        columns={columns}
        searchLabel={text.findNotice}
        rowKey={(notice) => `${notice.kind} ${notice.recipient}`}
        rowName={(notice) => notice.recipient}
        empty={{ title: text.noticesNone, detail: text.noticesNoneDetail }}
      />
    </Card>
  );
}
