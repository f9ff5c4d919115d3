import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '@/api/problem';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { Skeleton } from '@/components/Skeleton';
import { programQuery, type ProgramDetails } from './api';
import { text } from './text';

/** The programme of the address, or what stands in its place. */
export function WithProgram({ id, children }: { id: number; children: (program: ProgramDetails) => ReactNode }) {
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const program = useQuery({ ...programQuery(id), enabled: isNumber });
  const isMissing = !isNumber || (program.isError && toProblem(program.error).status === 404);
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="programs" />
      {isMissing && <PageHead title={text.noSuch} crumbs={[{ to: '/programs', word: text.title }]} />}
      {!isMissing && program.isError && (
        <>
          <PageHead title={text.title} />
          <ProblemNotice error={program.error} onRetry={() => void program.refetch()} />
        </>
      )}
      {isNumber && program.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={320} />
        </div>
      )}
      {program.data && children(program.data)}
    </div>
  );
}
