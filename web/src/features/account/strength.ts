import { text } from './text';

export const MIN_PASSWORD = 10;

/** In words. Length counts most; a password that repeats itself is shorter than it looks. The server has the last word. */
export function strengthOf(password: string): string {
  const characters = Array.from(password);
  if (characters.length === 0) return text.strengths.empty;
  if (characters.length < MIN_PASSWORD) return text.strengths.short(MIN_PASSWORD - characters.length);
  const different = new Set(characters).size;
  if (different < 5) return text.strengths.weak;
  return characters.length < 16 || different < 8 ? text.strengths.fair : text.strengths.strong;
}
