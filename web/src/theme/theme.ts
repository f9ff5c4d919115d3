import { createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e6f6f8', '#cfe9ee', '#9fd3dd', '#6bbccb', '#42a8bc', '#259bb2', '#0b7285', '#0a6678', '#08566a', '#06465a',
];
// The library's dark greys, replaced by the tones of tokens.css.
const dark: MantineColorsTuple = [
  '#e7eef5', '#b3c1cf', '#98a9ba', '#74869a', '#42566a', '#293847', '#16222e', '#111c26', '#0e1720', '#0a1118',
];
const font = 'var(--font)';

/** The component library's part of the look; everything else is in tokens.css. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 6, dark: 6 },
  colors: { teal, dark },
  defaultRadius: 'md',
  radius: { sm: '4px', md: '8px', lg: '12px' },
  fontFamily: font,
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: '13px', sm: '14px', md: '16px', lg: '20px', xl: '28px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
});
