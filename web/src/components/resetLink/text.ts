export const text = {
  action: 'Reset link',
  of: (name: string) => `Make a reset link for ${name}`,
  title: (name: string) => `A new password for ${name}`,
  hand: (name: string, until: string) =>
    `Whoever opens this link chooses the password of ${name}. Make sure who it is, hand it over in person or by telephone, and to nobody else. It is good once, until ${until}.`,
  copy: 'Copy the link',
};
