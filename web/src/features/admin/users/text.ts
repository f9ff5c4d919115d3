import { roleName } from '@/lib/roles';
import type { Person } from './api';

export const nameOf = (person: { first_name: string; last_name: string; email: string }): string =>
  `${person.first_name} ${person.last_name}`.trim() || person.email;

export const ROLES = (
  ['system_administrator', 'power_provider', 'organisation_administrator', 'organisation_user', 'residential_user', 'pending'] as const
).map((value) => ({ value, text: roleName(value) }));

export const STATUSES = [
  { value: 'pending', text: 'Pending' },
  { value: 'approved', text: 'Approved' },
  { value: 'rejected', text: 'Rejected' },
] as const;

export const text = {
  caption: 'Accounts',
  find: 'Find by e-mail or name',
  name: 'Name',
  email: 'E-mail',
  organisation: 'Organisation',
  noOrganisation: 'none',
  role: 'Role',
  status: 'Status',
  lastSeen: 'Last seen',
  never: 'never',
  created: 'Created',
  actions: 'Actions',
  locked: 'Log-in',
  isLocked: 'locked',
  onlyLocked: [{ value: 'yes', text: 'Locked' }] as const,
  organisationNumber: 'Organisation number',
  mustChange: 'must choose a new password',
  statuses: { pending: 'Pending', approved: 'Approved', rejected: 'Rejected' } satisfies Record<Person['status'], string>,
  empty: 'No account yet',
  emptyDetail: 'People make accounts themselves with a claim code; the first administrator comes with the provider’s configuration.',
  change: 'Change',
  changeOf: (name: string) => `Change ${name}`,
  changeTitle: (name: string) => `Change ${name}`,
  administrator: 'Administrator of the organisation',
  force: 'Has to choose a new password before anything else',
  save: 'Save',
  unlock: 'Unlock',
  unlockOf: (name: string) => `Unlock ${name}`,
  unlocked: (name: string) => `${name} can log in again.`,
  hasFactor: 'with a second factor',
  takeFactor: 'Take second factor off',
  takeFactorOf: (name: string) => `Take the second factor off ${name}`,
  takeFactorTitle: (name: string) => `Take the second factor off ${name}?`,
  takeFactorDetail: (person: Person) =>
    `The authenticator app and the recovery codes of ${person.email} are worth nothing any more, and all sessions of the account end. From then on the password alone opens it; where the role needs a second factor, a new one is set up at the next log-in.`,
  takeFactorProof: 'Do this only when you are sure who asks: whoever has the password gets in. The audit trail says that you did it.',
  takeFactorMail: 'The owner is told by mail.',
  factorTaken: (name: string) => `The second factor of ${name} is gone.`,
  remove: 'Delete',
  removeOf: (name: string) => `Delete ${name}`,
  removeTitle: (name: string) => `Delete ${name}?`,
  removeDetail: (person: Person) =>
    `The account ${person.email} goes with its sessions, second factor and preferences, and cannot be brought back. ${
      person.organisation ? 'The organisation and its meters stay.' : 'The meter and its readings stay; the meter becomes nobody’s.'
    } What the account did stays in the audit trail.`,
  removed: (name: string) => `${name} was deleted.`,
  changed: (name: string) => `${name} was changed. It takes effect at once.`,
};
