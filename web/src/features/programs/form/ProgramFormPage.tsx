import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { programsQuery } from '../api';
import { text as programs } from '../text';
import { WithProgram } from '../WithProgram';
import { ProgramForm } from './ProgramForm';
import { text } from './text';

/** A new programme, or one that is changed. */
export default function ProgramFormPage() {
  const { id } = useParams();
  const list = useQuery(programsQuery);
  const methods = list.data?.baseline_methods;
  const crumbs = [{ to: '/programs', word: programs.title }];
  if (id !== undefined) {
    return (
      <WithProgram id={Number(id)}>
        {(program) => (
          <>
            <PageHead title={text.titleEdit(program.name)} lead={text.leadEdit} crumbs={[...crumbs, { to: `/programs/${program.id}`, word: program.name }]} />
            {methods && <ProgramForm key={program.version} program={program} methods={methods} />}
          </>
        )}
      </WithProgram>
    );
  }
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="programs" />
      <PageHead title={text.titleNew} crumbs={crumbs} />
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {methods && <ProgramForm methods={methods} />}
    </div>
  );
}
