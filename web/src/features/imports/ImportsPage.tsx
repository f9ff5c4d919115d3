import { useQuery } from '@tanstack/react-query';
import { usePortal, zoneOf } from '@/api/portal';
import { permissionsQuery } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { usePageTitle } from '@/lib/hooks';
import { importsQuery } from './api';
import { DropZone } from './components/DropZone';
import { ImportList } from './components/ImportList';
import { UploadList } from './components/UploadList';
import { useUploads } from './hooks';
import classes from './Imports.module.css';
import { text } from './text';

/** Level 0 imports; level 1 watches. */
export default function ImportsPage() {
  const portal = usePortal();
  const permissions = useQuery(permissionsQuery);
  const imports = useQuery(importsQuery);
  const { uploads, add, dismiss } = useUploads();
  const mayImport = permissions.data?.level === 0;
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.stack}>
      <div>
        <h1>{text.title}</h1>
        <p className={classes.lead}>{mayImport ? text.lead : text.leadWatch}</p>
      </div>
      {mayImport && <DropZone onFiles={add} />}
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {imports.isError && <ProblemNotice error={imports.error} onRetry={() => void imports.refetch()} />}
      {imports.isPending && <Skeleton height={240} />}
      {imports.data && portal.data && (
        <ImportList jobs={imports.data.imports} zone={zoneOf(portal.data.time_zone)} mayImport={mayImport} />
      )}
    </div>
  );
}
