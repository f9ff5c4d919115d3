import { IconMoon, IconSun } from '@tabler/icons-react';
import { chooseScheme, useScheme } from '@/theme/scheme';
import { IconButton } from './Button';
import { text } from './text';

export function SchemeSwitch() {
  const isDark = useScheme() === 'dark';
  return (
    <IconButton
      label={isDark ? text.useLight : text.useDark}
      onClick={() => {
        chooseScheme(isDark ? 'light' : 'dark');
      }}
    >
      {isDark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
    </IconButton>
  );
}
