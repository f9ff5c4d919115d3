import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePortal, zoneOf } from '@/api/portal';
import { toProblem } from '@/api/problem';
import { useMay } from '@/api/useMay';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import type { Zone } from '@/lib/time';
import { settlementQuery, type Settlement } from './api';
import { text } from './text';

interface Found {
  settlement: Settlement;
  zone: Zone;
  isStaff: boolean;
}

/** The settlement of the address, or what stands in its place. */
export function WithSettlement({ id, children }: { id: number; children: (found: Found) => ReactNode }) {
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const portal = usePortal();
  const { isStaff, isKnown } = useMay();
  const settlement = useQuery({ ...settlementQuery(id), enabled: isNumber });
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const isMissing = !isNumber || (settlement.isError && toProblem(settlement.error).status === 404);
  return (
    <div className={pageClasses.stack}>
      {isMissing && <PageHead title={text.noSuch} crumbs={[{ to: '/events', word: text.event }]} />}
      {!isMissing && settlement.isError && (
        <>
          <PageHead title={text.title} />
          <ProblemNotice error={settlement.error} onRetry={() => void settlement.refetch()} />
        </>
      )}
      {isNumber && settlement.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={320} />
        </div>
      )}
      {settlement.data && zone && isKnown && children({ settlement: settlement.data, zone, isStaff })}
    </div>
  );
}
