import { fileURLToPath } from 'node:url';
import a11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.ts', 'public', 'dev/*.mjs', 'dev/*.d.mts'] },
  ...tseslint.configs.strictTypeChecked,
  a11y.flatConfigs.strict,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.ts', '*.js', 'dev/*.ts'] }, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // Numbers stand in texts everywhere here; they are formatted where it matters.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Arrays of figures are read by index in loops that keep to their length.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
