import { formatCount } from '@/lib/format';
import type { OrganisationContents } from './api';

const some = (shown: string[], all: number): string => (all > shown.length ? `${shown.join(', ')} and ${all - shown.length} more` : shown.join(', '));

export const text = {
  find: 'Find an organisation',
  caption: 'Organisations',
  name: 'Name',
  number: 'Number',
  members: 'Members',
  waiting: (count: number) => `${count} waiting`,
  meters: 'Meters',
  created: 'Created',
  actions: 'Actions',
  provider: 'provider',
  yes: 'Yes',
  no: 'No',
  hasMembers: 'Has members',
  hasMeters: 'Has meters',
  hasWaiting: 'Members waiting',
  empty: 'No organisation yet',
  emptyDetail: 'Create one, assign meters to it, and give its first administrator the join code.',
  create: 'Create organisation',
  createTitle: 'Create an organisation',
  createHelp: 'As its members know it, for example "Riverside School".',
  rename: 'Rename',
  renameOf: (name: string) => `Rename ${name}`,
  renameTitle: (name: string) => `Rename ${name}`,
  open: (name: string) => `Members and meters of ${name}`,
  remove: 'Delete',
  removeOf: (name: string) => `Delete ${name}`,
  removeTitle: (name: string) => `Delete ${name}?`,
  save: 'Save',
  goes: 'These go with it and cannot be brought back:',
  stays: 'These stay and belong to nobody until they are assigned again:',
  goesMembers: ({ members, first_members }: OrganisationContents) =>
    `${formatCount(members, 'account')} of its members${members > 0 ? `: ${some(first_members, members)}` : ''}`,
  goesSessions: ({ sessions }: OrganisationContents) => `${formatCount(sessions, 'session')} they are logged in with`,
  goesInvitations: ({ invitations }: OrganisationContents) => `${formatCount(invitations, 'open invitation')} and its join code`,
  staysMeters: ({ meters, first_meters }: OrganisationContents) =>
    `${formatCount(meters, 'meter')} with all readings${meters > 0 ? `: ${some(first_meters, meters)}` : ''}`,
  confirm: (name: string) => `Type ${name} to confirm`,
  removed: (name: string) => `${name} was deleted.`,
  made: (name: string) => `${name} was created.`,
  renamed: (name: string) => `It is called ${name} now.`,
};
