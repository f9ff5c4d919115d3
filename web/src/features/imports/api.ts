import { queryOptions } from '@tanstack/react-query';
import { api, getCsrfToken, reportSignedOut, unwrap } from '@/api/client';
import { toProblem } from '@/api/problem';
import type { ImportJob } from '@/api/types';

const WATCH_MILLISECONDS = 1000;

/** The list renews itself every second as long as an import runs. */
export const importsQuery = queryOptions({
  queryKey: ['mine', 'imports'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/data/import', { signal })),
  refetchInterval: (query) => (query.state.data?.imports.some((job) => job.status === 'running') ? WATCH_MILLISECONDS : false),
});

export const findingsQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'import-findings', id] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/data/import/{import_id}/findings', { params: { path: { import_id: id } }, signal })),
  });

export const verdictsLink = (id: number): string => `/api/data/import/${id}/verdicts`;

export const undoImport = (id: number): Promise<ImportJob> =>
  unwrap(api.POST('/api/data/import/{import_id}/undo', { params: { path: { import_id: id }, header: { 'X-CSRF-Token': getCsrfToken() ?? '' } } }));

export interface UploadOptions {
  isDryRun: boolean;
  isStrict: boolean;
}

export const uploadAddress = (name: string, { isDryRun, isStrict }: UploadOptions): string =>
  `/api/data/import?${new URLSearchParams({ file_name: name.slice(-200), dry_run: String(isDryRun), strict: String(isStrict) }).toString()}`;

/** Sends a file as it is. XMLHttpRequest, because fetch does not tell how much has been sent. */
export function upload(file: File, options: UploadOptions, onProgress: (sent: number) => void): Promise<ImportJob> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', uploadAddress(file.name, options));
    request.setRequestHeader('Content-Type', file.name.endsWith('.csv') ? 'text/csv' : 'application/octet-stream');
    const token = getCsrfToken();
    if (token) request.setRequestHeader('X-CSRF-Token', token);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded }) => {
      onProgress(loaded);
    };
    request.onload = () => {
      if (request.status === 401) reportSignedOut();
      if (request.status >= 200 && request.status < 300) resolve(request.response as ImportJob);
      else reject(toProblem(request.response, new Response(null, { status: Math.max(200, request.status) })));
    };
    request.onerror = () => {
      reject(toProblem(undefined));
    };
    request.send(file);
  });
}
