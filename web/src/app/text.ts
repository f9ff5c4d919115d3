export const text = {
  nav: 'Main',
  meters: 'Meters',
  imports: 'Imports',
  administration: 'Admin',
  account: 'Account',
  accountOf: (name: string) => `Account of ${name}`,
  signedInAs: 'Signed in as',
  logOut: 'Log out',
  themeTitle: 'Colours',
  themes: { auto: 'As the system', light: 'Light', dark: 'Dark' } as const,
  offline: 'You are offline. What you see stays readable; it is renewed when the connection is back.',
  waitingTitle: 'Your account waits for approval',
  waitingDetail:
    'An administrator of your organisation has to approve it. You can log in at any time to see whether it is done; nothing else is needed from you.',
  notFoundTitle: 'There is no such page',
  notFoundDetail: 'The address leads nowhere. Perhaps it was cut short when it was copied.',
  home: 'Go to the start',
};
