import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';
import { isStepDue } from './lib/due';

type Schemas = components['schemas'];
export type EventRow = Schemas['Event'];
export type EventDetails = Schemas['EventDetails'];
export type EventMeter = Schemas['EventMeter'];
export type EventState = Schemas['EventState'];
export type NewEvent = Schemas['NewEvent'];
export type EventChange = Schemas['EventChange'];
export type Notice = Schemas['Notice'];
export type Program = Schemas['Program'];
export type Enrolment = Schemas['Enrolment'];
export type Board = Schemas['EventBoard'];
export type BoardRow = Schemas['BoardRow'];

type Query = Record<string, string | number>;
const at = (id: number) => ({ path: { event_id: id } });

export const LIST = 'events';
export const ADDRESS = '/api/events';
/** The latest first, until somebody turns the list. */
export const loadEvents = (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/events', { params: { query: { sort: '-start', ...query } }, signal })));

const MOST_OF_A_MONTH = 200;
/** Events that touch [from, to), both local days. */
export const monthQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['mine', 'events-between', from, to],
    queryFn: ({ signal }) => loadEvents({ from, to, sort: 'start', page_size: MOST_OF_A_MONTH }, signal),
  });

const SOON_MILLISECONDS = 2000;
const LATER_MILLISECONDS = 30_000;

export const eventQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'event', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/events/{event_id}', { params: at(id), signal })),
    // The clock moves an event on by itself.
    refetchInterval: ({ state: { data } }) => (data && isStepDue(data, Date.now() / 1000) ? SOON_MILLISECONDS : LATER_MILLISECONDS),
  });

export const optOutsQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'opt-outs', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/events/{event_id}/opt-outs', { params: at(id), signal })),
    refetchInterval: LATER_MILLISECONDS,
  });

export const loadNotices = (id: number) => (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/events/{event_id}/notices', { params: { ...at(id), query }, signal })));

export const loadBoard = (id: number) => (query: Query, signal: AbortSignal) =>
  asPage(
    // Whoever falls short most comes first, until somebody turns the list.
    unwrap(api.GET('/api/events/{event_id}/board', { params: { ...at(id), query: { sort: 'share', ...query } }, signal })),
  );

/** Sums and intervals; the rows have a list of their own. */
export const boardQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'board', id],
    queryFn: ({ signal }) => loadBoard(id)({ page_size: 1 }, signal),
    staleTime: 0,
  });

export const programsQuery = queryOptions({
  queryKey: ['mine', 'programs'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/programs', { signal })),
});

const A_FEW = 8;
export const organisationsQuery = (q: string) =>
  queryOptions({
    queryKey: ['mine', 'event-organisations', q],
    queryFn: ({ signal }) => asPage(unwrap(api.GET('/api/admin/organizations', { params: { query: { q, page_size: A_FEW } }, signal }))),
  });

/** Only meters of the programme can be called. */
export const enrolledQuery = (program: number, q: string) =>
  queryOptions({
    queryKey: ['mine', 'event-meters', program, q],
    queryFn: ({ signal }) =>
      asPage(unwrap(api.GET('/api/programs/{program_id}/enrolments', { params: { path: { program_id: program }, query: { q, page_size: A_FEW } }, signal }))),
  });

export const useCreateEvent = () => useRenewed((body: NewEvent) => unwrap(api.POST('/api/events', { params: { header: csrf }, body })));

export const useChangeEvent = () =>
  useRenewed(({ id, ...body }: EventChange & { id: number }) =>
    unwrap(api.PATCH('/api/events/{event_id}', { params: { ...at(id), header: csrf }, body })),
  );

/** The page goes elsewhere before the list is asked again, so that nobody asks for what is gone. */
export const useDeleteEvent = (id: number) =>
  useMutation({ mutationFn: () => unwrap(api.DELETE('/api/events/{event_id}', { params: { ...at(id), header: csrf } })) });

export const useSchedule = (id: number) =>
  useRenewed((is_late: boolean) => unwrap(api.POST('/api/events/{event_id}/schedule', { params: { ...at(id), header: csrf }, body: { is_late } })));

export const useCancel = (id: number) =>
  useRenewed((reason: string) => unwrap(api.POST('/api/events/{event_id}/cancel', { params: { ...at(id), header: csrf }, body: { reason } })));

export const useOptOut = (id: number) =>
  useRenewed((body: { meter: string; reason: string }) =>
    unwrap(api.POST('/api/events/{event_id}/opt-outs', { params: { ...at(id), header: csrf }, body })),
  );

export const useOptIn = (id: number) =>
  useRenewed((meter: string) =>
    unwrap(
      api.DELETE('/api/events/{event_id}/opt-outs/{meter_id}', { params: { path: { event_id: id, meter_id: meter }, header: csrf } }),
    ),
  );

export type Acknowledgements = components['schemas']['Acknowledgements'];

export const acknowledgementsQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'event', id, 'acknowledgements'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/events/{event_id}/acknowledgements', { params: { path: { event_id: id } }, signal })),
  });

export const useAcknowledge = (id: number) =>
  useRenewed(() => unwrap(api.POST('/api/events/{event_id}/acknowledge', { params: { path: { event_id: id }, header: csrf } })));
