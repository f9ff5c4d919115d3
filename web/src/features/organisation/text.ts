import type { Member } from './api';

export const nameOf = (person: { first_name: string; last_name: string; email: string }): string =>
  `${person.first_name} ${person.last_name}`.trim() || person.email;

type State = Member['state'];

export const STATE_WORDS: Record<State, string> = {
  pending: 'Waiting for approval',
  rejected: 'Rejected',
  approved: 'Member',
  administrator: 'Administrator',
};

export const STATES = (['pending', 'approved', 'administrator', 'rejected'] as const).map((value) => ({ value, text: STATE_WORDS[value] }));

/** What can be made of somebody in a state, in the order of the buttons. */
export const STEPS: Record<State, readonly { to: State; word: string; isGood?: boolean }[]> = {
  pending: [
    { to: 'approved', word: 'Approve' },
    { to: 'rejected', word: 'Reject' },
  ],
  approved: [
    { to: 'administrator', word: 'Make administrator' },
    { to: 'pending', word: 'Set pending' },
    { to: 'rejected', word: 'Reject' },
  ],
  administrator: [{ to: 'approved', word: 'Unmake administrator' }],
  rejected: [
    { to: 'approved', word: 'Approve' },
    { to: 'pending', word: 'Set pending' },
  ],
};

export const text = {
  title: 'Organisation',
  lead: (members: number, meters: number, id: number) =>
    `${members} ${members === 1 ? 'member' : 'members'} · ${meters} ${meters === 1 ? 'meter' : 'meters'} · organisation number ${id}`,
  choose: 'Choose another organisation',
  views: 'Parts of the organisation',
  members: 'Members',
  meters: 'Meters',
  joining: 'Joining',
  findMember: 'Find by e-mail or name',
  name: 'Name',
  state: 'State',
  lastSeen: 'Last seen',
  never: 'never',
  since: 'Since',
  actions: 'Actions',
  you: 'you',
  stepOf: (word: string, name: string) => `${word}: ${name}`,
  done: (name: string, state: State) => `${name} is now: ${STATE_WORDS[state]}.`,
  noMembers: 'No member yet',
  noMembersDetail: 'Invite people by e-mail, or give them the organisation number and the join code.',
  findMeter: 'Find by number, name or address',
  meter: 'Meter',
  where: 'Where it is',
  nowhere: 'not known',
  health: 'Last 30 days',
  lastReading: 'Last reading',
  noReading: 'none yet',
  retired: 'retired',
  complete: 'complete',
  gaps: (percent: string) => `${percent} % missing`,
  noDays: 'no whole day yet',
  show: (number: string) => `Readings of meter ${number}`,
  label: 'Name it',
  labelOf: (number: string) => `Name meter ${number}`,
  labelField: 'Name for people',
  labelHelp: 'For example "Gymnasium". Empty for none.',
  save: 'Save',
  labelled: (number: string) => `Meter ${number} was named.`,
  noMeters: 'No meter yet',
  noMetersDetail: 'The power provider assigns meters to the organisation; they appear here as soon as it has.',
};
