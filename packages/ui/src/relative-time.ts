import { onScopeDispose, readonly, ref, type Ref } from 'vue';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 hr. ago" in the given language; under a minute it says "now". Months and years are spelled out: nobody reads "last mo.", nor Hebrew in abbreviations. */
export function relativeTime(at: number, now: number, language: string): string {
  const distance = at - now;
  const [unit, size] = steps.find(([, size]) => Math.abs(distance) >= size) ?? ['second', Infinity];
  const isSpelledOut = unit === 'month' || unit === 'year' || language === 'he';
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: isSpelledOut ? 'long' : 'short' }).format(Math.trunc(distance / size), unit);
  // Hebrew says "an hour" and "two hours" in words; CLDR repeats the number behind them, in brackets.
  return words.replace(/ \(\d\)$/, '');
}

/** Date and time to the second with the zone, for where the exact moment is asked for. */
export function exactTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  }).format(at);
}

const tick = ref(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present, moved on every 20 seconds by one timer for the whole page. */
export function useNow(): Readonly<Ref<number>> {
  tick.value = Date.now();
  if (watchers++ === 0) timer = setInterval(() => (tick.value = Date.now()), 20_000);
  onScopeDispose(() => {
    if (--watchers === 0) clearInterval(timer);
  });
  return readonly(tick);
}
