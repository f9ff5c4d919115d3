/** Words shared by all features. */
export const text = {
  askProvider: (provider: string) => `Questions? Ask ${provider}:`,
  skip: 'Skip to content',
  tryAgain: 'Try again',
  requestId: (id: string) => `If you ask for help, quote request ${id}.`,
  safe: 'Nothing was changed.',
  offlineSafe: 'What is on the page stays readable, and nothing was lost.',
  crashTitle: 'This page stopped working',
  crashDetail: 'The page met something it could not draw. Your readings and settings are safe; only the display failed.',
  reload: 'Load the page again',
  useLight: 'Use light colours',
  useDark: 'Use dark colours',
  howComputed: (what: string) => `How “${what}” is computed`,
  howToRead: 'How to read this',
  loading: 'Loading',
  close: 'Close',
  cancel: 'Cancel',
};
