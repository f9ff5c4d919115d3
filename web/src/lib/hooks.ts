import { useEffect, useState, useSyncExternalStore } from 'react';

/** True once `waiting` has lasted `milliseconds`: a skeleton for an answer that is nearly there would only flicker. */
export function useDelayed(waiting: boolean, milliseconds = 150): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setIsLate(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      setIsLate(true);
    }, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  }, [waiting, milliseconds]);
  return waiting && isLate;
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = matchMedia(query);
      list.addEventListener('change', notify);
      return () => {
        list.removeEventListener('change', notify);
      };
    },
    () => matchMedia(query).matches,
  );
}

export const useIsPhone = (): boolean => useMedia('(max-width: 760px)');

/** Now, in seconds, renewed every `seconds`. */
export function useNow(seconds = 20): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Math.floor(Date.now() / 1000));
    }, seconds * 1000);
    return () => {
      clearInterval(timer);
    };
  }, [seconds]);
  return now;
}

export const useIsOnline = (): boolean =>
  useSyncExternalStore(
    (notify) => {
      addEventListener('online', notify);
      addEventListener('offline', notify);
      return () => {
        removeEventListener('online', notify);
        removeEventListener('offline', notify);
      };
    },
    () => navigator.onLine,
  );

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
