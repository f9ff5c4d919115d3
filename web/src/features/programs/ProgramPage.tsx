import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { useMay } from '@/api/useMay';
import { ButtonLink } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice } from '@/components/Notice';
import { Facts, PageHead, pageClasses } from '@/components/Page';
import { useMoments } from '@/lib/moments';
import type { BaselineMethod, ProgramDetails } from './api';
import { programsQuery } from './api';
import { factsOf, changesOf } from './lib/terms';
import classes from './Programs.module.css';
import { text } from './text';
import { WithProgram } from './WithProgram';

interface PartProps {
  program: ProgramDetails;
  methods: readonly BaselineMethod[];
}

function Versions({ program, methods }: PartProps) {
  const { time } = useMoments();
  return (
    <Card title={text.versions} say={text.versionsSay}>
      <ol className={classes.versions}>
        {program.versions.map(({ version, made, made_by, note, terms }, i) => {
          const before = program.versions[i + 1];
          return (
            <li key={version}>
              <h3>{text.version(version)}</h3>
              <p className={pageClasses.muted}>{text.madeBy(time(made), made_by)}</p>
              {note && <p>{note}</p>}
              {before ? (
                <ul>
                  {changesOf(before.terms, terms, methods).map((change) => (
                    <li key={change}>{change}</li>
                  ))}
                </ul>
              ) : (
                <p className={pageClasses.muted}>{text.first}</p>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function Content({ program, methods }: PartProps) {
  const { mayManage } = useMay();
  const { day } = useMoments();
  const at = `/programs/${program.id}`;
  return (
    <>
      <PageHead
        title={program.name}
        lead={text.leadOf(program.enrolled_meters, program.nominated_kw, program.events)}
        crumbs={[{ to: '/programs', word: text.title }]}
        actions={
          <>
            <ButtonLink to={`/events?program_id=${program.id}`}>{text.eventsOf}</ButtonLink>
            <ButtonLink to={`${at}/enrolments`}>{text.enrolments}</ButtonLink>
            <ButtonLink to={`${at}/season`}>{text.season}</ButtonLink>
            {mayManage && (
              <ButtonLink to={`${at}/edit`} isPrimary>
                {text.edit}
              </ButtonLink>
            )}
          </>
        }
      />
      {program.archived && (
        <Notice kind="info" role="note">
          {text.archivedSince(day(program.archived))}
        </Notice>
      )}
      <Card title={text.inForce(program.version)}>
        <Facts facts={factsOf(program.terms, methods).map(({ name, value }) => [name, value] as const)} />
      </Card>
      <Versions program={program} methods={methods} />
    </>
  );
}

/** One programme: its terms, and how they came to be. */
export default function ProgramPage() {
  const id = Number(useParams().id);
  const methods = useQuery(programsQuery).data?.baseline_methods ?? [];
  return <WithProgram id={id}>{(program) => <Content program={program} methods={methods} />}</WithProgram>;
}
