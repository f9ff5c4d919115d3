import { createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e6f6f8', '#cfe9ee', '#9fd3dd', '#6bbccb', '#42a8bc', '#259bb2', '#0b7285', '#0a6678', '#08566a', '#06465a',
];
const font = 'var(--font)';

/** The component library's part of the look; everything else is in tokens.css. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 6, dark: 6 },
  colors: { teal },
  defaultRadius: 'md',
  radius: { sm: '4px', md: '8px', lg: '12px' },
  fontFamily: font,
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: '13px', sm: '14px', md: '16px', lg: '20px', xl: '28px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});
