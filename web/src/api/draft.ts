/** Shapes of the REST API as the portal uses them, in the form openapi-typescript writes. */

export interface Words { en: string; zh: string }
export interface FieldProblem { pointer: string; code: string; detail: string }
/** RFC 9457 problem document. */
export interface Problem {
  type: string; title: string; status: number; code: string; detail: string
  errors?: FieldProblem[]; retryable: boolean; retryAfterSeconds?: number; operationId?: string; traceId: string
}
/** A failure that is part of an answer, such as one of a sync unit or a step. */
export interface Fault { code: string; title: string; detail: string; retryable?: boolean; vendorCode?: string; requestId?: string }
export interface Page<T> { items: T[]; next?: string }

export interface User { id: string; name: string; displayName: string; language?: string; theme?: string }
export interface Session { user: User; tenant: { id: string; name: string; slug: string }; permissions: string[]; expiresAt: string }
export interface UserItem { id: string; name: string; displayName: string; role: Role; disabled: boolean; createdAt: string; lastSignInAt?: string }
export type Role = 'administrator' | 'operator' | 'viewer'
export interface TokenItem { id: string; name: string; createdAt: string; expiresAt?: string; lastUsedAt?: string; permissions: string[] }
export interface NewToken { id: string; name: string; token: string; createdAt: string; expiresAt?: string }
export interface AuditItem {
  id: string; at: string; principal?: string; principalName: string; action: string; target?: string; targetName?: string
  outcome: 'succeeded' | 'failed' | 'denied'; code?: string; address?: string; detail?: string
}
export interface About { version: string; commit?: string; startedAt: string; storage: { mode: 'embedded' | 'external'; version: string }; roles: string[] }
export interface Named { id: string; name: string; slug?: string }

export interface CredentialField { name: string; label: Words; secret: boolean; required: boolean; multiline: boolean }
export interface Provider {
  id: string; name: string; chip: string; partitions: string[]; endpointRequired: boolean; defaultEndpoint?: string; deploymentModel: string
  credentials: CredentialField[]; kinds: { kind: string; verbs: string[] }[]
}
export interface Suggestion {
  provider: string; name: string; endpoint: string; reachable: boolean; version?: string
  summary?: { containers: number; images: number }; problem?: Fault; account?: string
}
export interface ConnectionTest {
  ok: boolean; latencyMs: number; identity?: string; version?: string; missingPermissions: string[]; warnings: string[]; error?: Fault
}
export interface NewAccount {
  name: string; provider: string; endpoint?: string; regions?: string[]; site?: string
  credentials: Record<string, string>; settings: { insecureTls?: boolean }
}
export type SyncState = 'idle' | 'running' | 'held' | 'failed' | 'unknown'
export interface SyncUnit {
  region: string; kind: string; state: SyncState; count: number; missing?: number; lastSuccessAt?: string; lastRunAt?: string; error?: Fault
}
export interface Account {
  id: string; name: string; provider: string; deploymentModel: string; partition?: string; endpoint?: string; site: Named; tenant: string
  settings: { insecureTls?: boolean }; credentialNames: string[]; simulated: boolean; state?: 'connected' | 'forgetting'; createdAt: string; resourceCount: number
  sync: { state: SyncState; feed: 'live' | 'connecting' | 'none'; lastSuccessAt?: string; units: SyncUnit[] }
}

export type Tone = 'ok' | 'changing' | 'warning' | 'critical' | 'stopped' | 'unknown'
export interface Attribute {
  name: string; type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'; title: Words; description?: Words; unit?: string
  searchable?: boolean; secret?: boolean; enum?: string[]; items?: Attribute; properties?: Attribute[]; required?: boolean
  default?: string; minimum?: number; maximum?: number; format?: string; pattern?: string
}
export interface KindAction { verb: string; label: Words; inputs: Attribute[]; from: string[]; destructive: boolean }
export interface Kind {
  id: string; label: Words; attributes: Attribute[]; lifecycle: { value: string; tone: Tone; label: Words }[]
  relations: { type: string; target: string; label: Words; inverseLabel: Words }[]; actions: KindAction[]
}

export type Power = 'on' | 'off' | 'suspended' | 'unknown'
export interface Resource {
  id: string; kind: string; name: string; tenant: string; project?: string; account: string; provider: string; region: string; zone?: string
  externalId: string; lifecycle: string; providerStatus?: string; power: Power; sync: 'fresh' | 'stale' | 'missing' | 'forgotten'
  tags: Record<string, string>; attributes: Record<string, unknown>; createdAt: string; observedAt: string; simulated: boolean
}
export interface ResourceReference { id: string; kind: string; name: string; lifecycle?: string; provider?: string }
export interface Relation { type: string; direction: 'out' | 'in'; label: Words; resource?: ResourceReference; externalId?: string }
export interface Change {
  id: string; at: string; type: 'created' | 'changed' | 'deleted' | 'restored'; field?: string; before?: unknown; after?: unknown
  cause: { kind: 'sync' | 'event' | 'operation' | 'person'; reference?: string; principal?: string; principalName?: string }
  resource?: ResourceReference
}
export interface AccountRecord { id: string; account: string; region: string; externalId: string; observedAt: string; attributes: Record<string, unknown>; name: string }
export interface Metric { name: string; unit: string; points: [number, number][] }
export interface Facets { facets: Record<string, { value: string; count: number }[]>; total: number }
export interface NewResource {
  kind: string; account: string; region?: string; zone?: string; name: string; attributes: Record<string, unknown>; tags: Record<string, string>
}

export interface Plan {
  id: string; computedAt: string
  steps: { action: string; target: string; checkedBy: 'cloud' | 'platform' }[]
  affects: { resource?: string; kind: string; name: string; effect: 'created' | 'changed' | 'stopped' | 'destroyed' | 'detached'; reason?: string }[]
  cost?: { before?: string; after?: string; currency: string; source: string }
  quota: { name: string; used: number; after: number; limit?: number }[]
  apiCalls: { action: string; count: number }[]
  warnings: string[]
}
export type OperationState =
  | 'planned' | 'awaitingApproval' | 'pending' | 'running' | 'waiting' | 'undoing' | 'succeeded' | 'failed' | 'cancelled' | 'needsAttention'
export type StepState = 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'undone' | 'undoing' | 'skipped'
export interface Step {
  name: string; title: Words; state: StepState; startedAt?: string; endedAt?: string; attempt: number; detail?: string; error?: Fault
}
export interface Operation {
  id: string; kind: string; title: string; titleText: Words; state: OperationState; progress: number
  requestedBy: { id: string; name: string }; createdAt: string; startedAt?: string; endedAt?: string; account?: string
  cancelRequested?: boolean; resources: ResourceReference[]; steps?: Step[]; error?: Fault
}
export interface LogLine { seq: number; at: string; level: 'info' | 'intent' | 'warn' | 'error'; text: string; step?: string }
/** What a mutation of resources answers: an operation (202), a plan (200, dry run), or a stream ticket (200, exec and logs). */
export interface Started { operation?: Operation; plan?: Plan; url?: string; protocol?: string; expiresAt?: string }

type Query = Record<string, string | number | boolean | undefined>
type Endpoint<Ok, Body = never, PathParameters = never, Parameters extends Query = Query> = {
  parameters: ([PathParameters] extends [never] ? { query?: Parameters } : { query?: Parameters; path: PathParameters })
  responses: { 200: { content: { 'application/json': Ok } } }
} & ([Body] extends [never] ? { requestBody?: never } : { requestBody: { content: { 'application/json': Body } } })
type Id = { id: string }

export interface paths {
  '/api/v1/session': {
    get: Endpoint<Session>
    post: Endpoint<{ token: string; expiresAt: string; user: User }, { user: string; password: string }>
    delete: Endpoint<undefined>
  }
  '/api/v1/session/user': { patch: Endpoint<User, { language?: string; theme?: string; displayName?: string }> }
  '/api/v1/session/password': { post: Endpoint<undefined, { current: string; new: string }> }
  '/api/v1/tokens': { get: Endpoint<Page<TokenItem>>; post: Endpoint<NewToken, { name: string; expiresAt?: string; permissions?: string[] }> }
  '/api/v1/tokens/{id}': { delete: Endpoint<undefined, never, Id> }
  '/api/v1/users': {
    get: Endpoint<Page<UserItem>>
    post: Endpoint<UserItem, { name: string; displayName?: string; password: string; role: Role }>
  }
  '/api/v1/users/{id}': { patch: Endpoint<UserItem, { displayName?: string; role?: Role; disabled?: boolean; password?: string }, Id> }
  '/api/v1/audit': { get: Endpoint<Page<AuditItem>> }
  '/api/v1/about': { get: Endpoint<About> }
  '/api/v1/sites': { get: Endpoint<Page<Named>> }
  '/api/v1/projects': { get: Endpoint<Page<Named>> }
  '/api/v1/providers': { get: Endpoint<Provider[]> }
  '/api/v1/accounts': { get: Endpoint<Page<Account>>; post: Endpoint<Account, NewAccount> }
  '/api/v1/accounts/suggestions': { get: Endpoint<Page<Suggestion>> }
  '/api/v1/accounts/test': { post: Endpoint<ConnectionTest, Omit<NewAccount, 'name'>> }
  '/api/v1/accounts/{id}': {
    get: Endpoint<Account, never, Id>
    patch: Endpoint<Account, { name?: string; credentials?: Record<string, string>; settings?: { insecureTls?: boolean }; endpoint?: string }, Id>
    delete: Endpoint<{ forgotten: number }, never, Id>
  }
  '/api/v1/accounts/{id}/test': { post: Endpoint<ConnectionTest, never, Id> }
  '/api/v1/accounts/{id}/sync': { post: Endpoint<Account, never, Id> }
  '/api/v1/accounts/{id}/units/release': { post: Endpoint<Account, { decision: 'accept' | 'keep' }, Id, { region?: string; kind?: string }> }
  '/api/v1/kinds': { get: Endpoint<Page<Kind>> }
  '/api/v1/resources': { get: Endpoint<Page<Resource> & { total?: number }>; post: Endpoint<Started, NewResource> }
  '/api/v1/resources/facets': { get: Endpoint<Facets> }
  '/api/v1/resources/{id}': {
    get: Endpoint<Resource, never, Id>
    patch: Endpoint<Resource, { name?: string; tags?: Record<string, string>; project?: string }, Id>
    delete: Endpoint<Started, never, Id>
  }
  '/api/v1/resources/{id}/relations': { get: Endpoint<Page<Relation>, never, Id> }
  '/api/v1/resources/{id}/changes': { get: Endpoint<Page<Change>, never, Id> }
  '/api/v1/resources/{id}/operations': { get: Endpoint<Page<Operation>, never, Id> }
  '/api/v1/resources/{id}/records': { get: Endpoint<AccountRecord[], never, Id> }
  '/api/v1/resources/{id}/metrics': { get: Endpoint<{ items: Metric[]; observedAt?: string }, never, Id> }
  '/api/v1/resources/{id}/actions/{verb}': { post: Endpoint<Started, Record<string, unknown>, { id: string; verb: string }> }
  '/api/v1/changes': { get: Endpoint<Page<Change>> }
  '/api/v1/operations': { get: Endpoint<Page<Operation>> }
  '/api/v1/operations/{id}': { get: Endpoint<Operation, never, Id> }
  '/api/v1/operations/{id}/log': { get: Endpoint<{ items: LogLine[]; next?: number }, never, Id> }
  '/api/v1/operations/{id}/cancel': { post: Endpoint<Started, never, Id> }
  '/api/v1/operations/{id}/retry': { post: Endpoint<Started, never, Id> }
  '/api/v1/operations/{id}/resume': { post: Endpoint<Started, never, Id> }
}
