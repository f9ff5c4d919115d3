import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { useMay } from '@/api/useMay';
import { ButtonLink } from '@/components/Button';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import { SectionTabs } from '@/components/SectionTabs';
import { Skeleton } from '@/components/Skeleton';
import { formatNumber } from '@/lib/format';
import { programsQuery, type BaselineMethod, type Program } from './api';
import { text } from './text';

function ProgramTable({ programs, methods }: { programs: readonly Program[]; methods: readonly BaselineMethod[] }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={pageClasses.scroll} role="group" aria-label={text.caption} tabIndex={0}>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.method}</th>
            <th scope="col">{text.credit}</th>
            {[text.enrolled, text.nominated, text.events].map((title) => (
              <th key={title} scope="col" className={pageClasses.number}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {programs.map((program) => (
            <tr key={program.id}>
              <th scope="row">
                <Link to={`/programs/${program.id}`}>{program.name}</Link> {program.archived && <Pill kind="plain">{text.archived}</Pill>}
              </th>
              <td>{methods.find(({ id }) => id === program.terms.baseline.method)?.name}</td>
              <td>{text.rate(program.terms.credit)}</td>
              <td className={pageClasses.number}>{formatNumber(program.enrolled_meters)}</td>
              <td className={pageClasses.number}>{text.kw(program.nominated_kw)}</td>
              <td className={pageClasses.number}>{formatNumber(program.events)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** All programmes with the terms in force. */
export default function ProgramsPage() {
  const { data, isError, isPending, error, refetch } = useQuery(programsQuery);
  const { mayManage } = useMay();
  const create = mayManage && (
    <ButtonLink to="/programs/new" isPrimary>
      {text.create}
    </ButtonLink>
  );
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="programs" />
      <PageHead title={text.title} lead={text.lead} actions={create} />
      {isError && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={240} />
        </div>
      )}
      {data?.programs.length === 0 && (
        <Card title={text.empty} say={text.emptyDetail}>
          {create}
        </Card>
      )}
      {data && data.programs.length > 0 && <ProgramTable programs={data.programs} methods={data.baseline_methods} />}
    </div>
  );
}
