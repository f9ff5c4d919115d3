import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { permissionsQuery } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { Tabs } from '@/components/Tabs';
import { usePageTitle } from '@/lib/hooks';
import { loadMembers, type Which } from './api';
import { Joining } from './components/Joining';
import { Members } from './components/Members';
import { Meters } from './components/Meters';
import classes from './Organisation.module.css';
import { text } from './text';

const VIEWS = [
  { view: 'members', word: text.members, Part: Members },
  { view: 'meters', word: text.meters, Part: Meters },
  { view: 'joining', word: text.joining, Part: Joining },
] as const;

const idIn = (value: string | null): number | undefined => (value && /^\d{1,15}$/.test(value) ? Number(value) : undefined);

/** One's own organisation; the system administrator names any in the address. */
export default function OrganisationPage() {
  const [params] = useSearchParams();
  const id = idIn(params.get('organisation'));
  const which = useMemo<Which>(() => (id === undefined ? {} : { organization_id: id }), [id]);
  const portal = usePortal();
  const permissions = useQuery(permissionsQuery);
  const head = useQuery({
    queryKey: ['mine', 'organisation', id ?? 'own'],
    queryFn: ({ signal }) => loadMembers(which)({ page_size: 1 }, signal),
  });
  const level = permissions.data?.level;
  const organisation = head.data?.organisation;
  const mayManage = level === 0 || level === 2;
  const views = VIEWS.filter(({ view }) => view !== 'joining' || mayManage);
  const current = views.find(({ view }) => view === params.get('view')) ?? VIEWS[0];
  const name = organisation?.name ?? text.title;
  usePageTitle(`${name} · ${portal.data?.name ?? ''}`);
  const address = (view: string): string => `/organisation?${new URLSearchParams({ ...(id !== undefined && { organisation: String(id) }), view }).toString()}`;
  return (
    <div className={classes.stack}>
      <div>
        <h1>{name}</h1>
        {organisation && <p className={classes.lead}>{text.lead(organisation.members, organisation.meters, organisation.id)}</p>}
        {level === 0 && (
          <p className={classes.lead}>
            <Link to="/admin/organisations">{text.choose}</Link>
          </p>
        )}
      </div>
      {head.isError && <ProblemNotice error={head.error} onRetry={() => void head.refetch()} />}
      {head.data && (
        <>
          <Tabs label={text.views} tabs={views.map(({ view, word }) => ({ to: address(view), title: word, isCurrent: view === current.view }))} />
          <current.Part key={current.view} which={which} mayManage={mayManage} />
        </>
      )}
    </div>
  );
}
