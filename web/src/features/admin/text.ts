/** Words of the frame around the administration's pages. */
export const text = {
  title: 'Administration',
  tabs: 'Pages of the administration',
  meters: 'Meters',
  metersLead: 'Every meter of the provider, whose it is, and what is known of it.',
  tokens: 'API tokens',
  tokensLead: 'What programs show instead of logging in. Each is good for its scopes only, and expires.',
  organisations: 'Organisations',
  organisationsLead: 'Who takes part beside residential users. An organisation sees the meters that are assigned to it.',
  users: 'Users',
  usersLead: 'Every account with its role. What you change takes effect at the person’s next click.',
  audit: 'Audit',
  auditLead: 'Who did what, when and from where, the latest first. Nobody can change or take out a line.',
  configuration: 'Configuration',
  configurationLead: 'What this portal was told in its files and its environment, and where each value comes from.',
};
