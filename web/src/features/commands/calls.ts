import type { Operation, Plan, Resource, Started } from '../../api/types'
import { client, take } from '../../api/client'
import type { RemovalMode } from './store'

/** What exactly is to be done with one resource. */
export type Act = { type: 'action'; verb: string; inputs: Record<string, unknown> } | { type: 'removal'; mode: RemovalMode; retentionDays?: number }

type Options = { query: { dryRun?: boolean; plan?: string }; headers?: Record<string, string>; signal?: AbortSignal }

function send(resource: Resource, act: Act, { query, headers, signal }: Options): Promise<Started> {
  if (act.type === 'removal') {
    return take(client.DELETE('/api/v1/resources/{id}', { params: { path: { id: resource.id }, query: { mode: act.mode, retentionDays: act.retentionDays, ...query } }, headers, signal }))
  }
  return take(client.POST('/api/v1/resources/{id}/actions/{verb}', { params: { path: { id: resource.id, verb: act.verb }, query }, body: act.inputs, headers, signal }))
}

/** Computes what would happen; changes nothing. */
export const dryRun = async (resource: Resource, act: Act, signal?: AbortSignal): Promise<Plan> => (await send(resource, act, { query: { dryRun: true }, signal })).plan!

/** Does what the plan said. The key lets a repeated request find the operation of the first. */
export const execute = async (resource: Resource, act: Act, plan: string, key: string): Promise<Operation> =>
  (await send(resource, act, { query: { plan }, headers: { 'Idempotency-Key': key } })).operation!

/** A key that no other request has; works without a secure context too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
