import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { readTallies } from '../tallies/read-tallies.ts';
import { DAY_MS, dayOf, type FunnelStage, funnelStages, type TrendLine, trendLines } from '../tallies/tallied.ts';

export type Activity = {
  from: Date;
  /** Of the users handed over since `from`: how many have come to each stage by now. */
  funnel: { stage: FunnelStage; count: number }[];
  /** One entry a day (UTC), the first day first, today last. */
  trend: ({ day: Date } & Record<TrendLine, number>)[];
};

/**
 * The activation funnel and the trend of the last days, from counts kept day by day; an admin limited to some templates gets
 * their counts only. What happened stays counted when a user is deleted.
 * @param days how many days, today included.
 */
export async function getActivity(ctx: Context, days: number): Promise<Activity> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const today = dayOf(ctx.clock.now());
    const from = new Date(today.getTime() - (days - 1) * DAY_MS);
    const whats = [...new Set([...funnelStages, ...trendLines])];
    const counts = await readTallies(ctx, { whats, from, subjects: visibleTemplates(ctx.actor) });
    const sum = (what: FunnelStage) => counts.reduce((total, count) => total + (count.what === what ? count.count : 0), 0);
    const on = (day: Date, what: TrendLine) => counts.find((count) => count.what === what && count.period.getTime() === day.getTime())?.count ?? 0;
    const everyDay = Array.from({ length: days }, (_, index) => new Date(from.getTime() + index * DAY_MS));
    return {
      from,
      funnel: funnelStages.map((stage) => ({ stage, count: sum(stage) })),
      trend: everyDay.map((day) => ({ day, handed_over: on(day, 'handed_over'), provisioned: on(day, 'provisioned'), failed: on(day, 'failed') })),
    };
  });
}
