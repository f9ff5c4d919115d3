import type { Scheme } from './scheme';

/** From little to much, in steps the eye can tell apart; dark on light, and light on dark. */
export const RAMPS: Record<Scheme, readonly string[]> = {
  light: ['#f0f6fa', '#d3e6f0', '#aed2e4', '#83bad4', '#559fc1', '#2f82ab', '#1d658f', '#164a71', '#102f4f'],
  dark: ['#142836', '#173a4f', '#184e6a', '#1c6485', '#2a7c9f', '#4495b4', '#6bb0c8', '#9bcbdb', '#d0e7ee'],
};
