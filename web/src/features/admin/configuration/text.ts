/** Every word of the configuration page. */
export const text = {
  files: {
    'drp-config.json': 'Decisions about the programme. Changes take effect at the next start.',
    'provider-config.json': 'Read once: on the first start of a store without a provider.',
    environment: 'Addresses and secrets, from variables or an env file. Secrets are never shown.',
  } as Record<string, string>,
  fileTitle: (file: string) => (file === 'environment' ? 'Environment' : file),
  columns: { setting: 'Setting', value: 'Value', source: 'Source' },
  sources: { default: 'default', file: 'file', environment: 'environment' } as Record<string, string>,
  notSet: 'not set',
  yes: 'yes',
  no: 'no',
};

export function valueText(value: unknown): string {
  if (value === null || value === '') return text.notSet;
  if (typeof value === 'boolean') return value ? text.yes : text.no;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
