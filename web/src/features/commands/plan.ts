import type { Plan } from '../../api/types'

export type Affect = Plan['affects'][number]
export type Effect = Affect['effect']
/** The plans of a command on several resources, read as one. */
export interface MergedPlan {
  ids: string[]; computedAt: string
  steps: Plan['steps']; affects: Affect[]; quota: Plan['quota']; apiCalls: Plan['apiCalls']; warnings: string[]; cost?: Plan['cost']
}

/** Worst first: what is destroyed matters before what is made. */
export const effects: Effect[] = ['destroyed', 'stopped', 'detached', 'changed', 'created']
const rank = (effect: Effect) => effects.indexOf(effect)
export const affectKey = (affect: Affect) => affect.resource ?? `${affect.kind} ${affect.name}`

/** One plan of many: each resource once with its worst effect, calls added up, warnings once. */
export function mergePlans(plans: Plan[]): MergedPlan {
  const affects = new Map<string, Affect>()
  const calls = new Map<string, number>()
  for (const plan of plans) {
    for (const affect of plan.affects) {
      const known = affects.get(affectKey(affect))
      if (!known || rank(affect.effect) < rank(known.effect)) affects.set(affectKey(affect), affect)
    }
    for (const call of plan.apiCalls) calls.set(call.action, (calls.get(call.action) ?? 0) + call.count)
  }
  const cost = plans.length === 1 ? plans[0]!.cost : undefined
  return {
    ids: plans.map((plan) => plan.id),
    computedAt: plans.map((plan) => plan.computedAt).sort()[0] ?? '',
    steps: plans.flatMap((plan) => plan.steps),
    affects: [...affects.values()].sort((a, b) => rank(a.effect) - rank(b.effect) || a.name.localeCompare(b.name)),
    quota: plans.length === 1 ? plans[0]!.quota : [],
    apiCalls: [...calls].map(([action, count]) => ({ action, count })),
    warnings: [...new Set(plans.flatMap((plan) => plan.warnings))],
    ...(cost ? { cost } : {}),
  }
}

/** One cell of the strip: how many of a kind meet an effect. */
export interface EffectCell { effect: Effect; kind: string; count: number }

/** At most as many cells as fit, worst first. */
export function effectCells(plan: MergedPlan, most = 5): EffectCell[] {
  const cells = new Map<string, EffectCell>()
  for (const { effect, kind } of plan.affects) {
    const cell = cells.get(`${effect} ${kind}`) ?? { effect, kind, count: 0 }
    cell.count++
    cells.set(`${effect} ${kind}`, cell)
  }
  return [...cells.values()].sort((a, b) => rank(a.effect) - rank(b.effect) || b.count - a.count).slice(0, most)
}

/** What a recomputed plan has that the one looked at before had not: affected things with another effect, and new warnings. */
export function newSince(before: MergedPlan | undefined, after: MergedPlan): { affects: Set<string>; warnings: Set<string> } {
  if (!before) return { affects: new Set(), warnings: new Set() }
  const known = new Map(before.affects.map((affect) => [affectKey(affect), affect.effect]))
  return {
    affects: new Set(after.affects.filter((affect) => known.get(affectKey(affect)) !== affect.effect).map(affectKey)),
    warnings: new Set(after.warnings.filter((warning) => !before.warnings.includes(warning))),
  }
}

/** A plan that fits a small dialog: little is affected and nothing is lost. */
export const isSmall = (plan: MergedPlan) => plan.affects.length <= 6 && plan.warnings.length <= 2 && !plan.affects.some((affect) => affect.effect === 'destroyed')

/** All calls to the cloud that a plan would make. */
export const callCount = (plan: Pick<MergedPlan, 'apiCalls'>) => plan.apiCalls.reduce((sum, call) => sum + call.count, 0)
