import { lazy, type ComponentType } from 'react';
import { text } from './text';

interface AdminPage {
  /** Under /admin/. */
  path: string;
  title: string;
  lead: string;
  Page: ComponentType;
  /** Reached from another page: no tab, and only its own part is printed. */
  isHidden?: boolean;
}

/** One line for one page of the administration: its address, its tab, its heading. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  { path: 'organisations', title: text.organisations, lead: text.organisationsLead, Page: lazy(() => import('./organisations/OrganisationsPage')) },
  { path: 'users', title: text.users, lead: text.usersLead, Page: lazy(() => import('./users/UsersPage')) },
  { path: 'audit', title: text.audit, lead: text.auditLead, Page: lazy(() => import('./audit/AuditPage')) },
  { path: 'meters', title: text.meters, lead: text.metersLead, Page: lazy(() => import('./meters/MetersPage')) },
  { path: 'claims', title: text.claims, lead: text.claimsLead, Page: lazy(() => import('./claims/ClaimsPage')) },
  { path: 'claims/letters', title: text.letters, lead: text.lettersLead, isHidden: true, Page: lazy(() => import('./claims/LettersPage')) },
  { path: 'tokens', title: text.tokens, lead: text.tokensLead, Page: lazy(() => import('./tokens/TokensPage')) },
  { path: 'configuration', title: text.configuration, lead: text.configurationLead, Page: lazy(() => import('./configuration/ConfigurationPage')) },
];
