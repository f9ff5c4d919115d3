import { api, unwrap } from '@/api/client';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Member = Schemas['Member'];
export type MeterHealth = Schemas['MeterHealth'];
export type OrganisationRecord = Schemas['OrganisationRecord'];

/** The organisation that the address names; one's own without one. */
export interface Which {
  organization_id?: number;
}
type Query = Record<string, string | number>;

export const loadMembers = (which: Which) => (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/organization', { params: { query: { ...query, ...which } }, signal })));

export const loadMeters = (which: Which) => (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/organization/meters', { params: { query: { ...query, ...which } }, signal })));

/** Address of a list endpoint for this organisation, for its CSV. */
export const addressOf = (path: string, { organization_id }: Which): string =>
  organization_id === undefined ? path : `${path}?organization_id=${organization_id}`;

export const useSetState = (which: Which) =>
  useRenewed((change: { user_id: number; state: Member['state'] }) =>
    unwrap(api.PUT('/api/organization', { params: { header: csrf }, body: { ...which, ...change } })),
  );

export const useLabel = (meter: string) =>
  useRenewed((label: string) =>
    unwrap(api.PATCH('/api/organization/meters/{meter_id}', { params: { path: { meter_id: meter }, header: csrf }, body: { label } })),
  );
