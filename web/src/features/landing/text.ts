export const text = {
  title: 'See your power as it is used, and what using less at the right hour is worth.',
  lead: (provider: string) =>
    `${provider} pays customers who use less in the few hours that set its bill. Here you see your meters against what you would have used, and what you saved.`,
  picture: 'A summer afternoon of a school, generated: during the response event from 3 to 5 PM it used about 45 kW less than predicted.',
  pictureTitle: 'A response event, 3–5 PM',
  event: 'Event',
  logIn: 'Log in',
  register: 'Create an account',
  open: 'Open your meters',
  benefits: [
    { title: 'Every reading, honestly shown', detail: 'Actual power against prediction, live, with gaps shown as gaps and a note of what each figure covers.' },
    { title: 'What an event brought', detail: 'Each response event with the kilowatts reduced and the credit earned, one press away from its place in the chart.' },
    { title: 'Yours to take along', detail: 'Download the readings as CSV and the chart as a picture, or send a link that opens the very same view.' },
  ],
  contact: 'Questions?',
  demo: 'This is a demonstration with generated data. The log-in page lists its accounts.',
  version: (version: string) => `Version ${version}`,
};
