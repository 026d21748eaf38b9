import type { components } from './schema'

type Schemas = components['schemas']

export type Words = Schemas['LocalizedText']
export type Problem = Schemas['Problem']
/** A failure that is part of an answer, such as one of a sync unit or a step. */
export type Fault = Schemas['ErrorView']
/** What the pages of all lists have in common; OpenAPI has no generic schema. */
export type Page<T> = Omit<ResourceList, 'items' | 'total'> & { items: T[] }

export type UserItem = Schemas['User']
export type Role = Schemas['Role']
export type TokenItem = Schemas['ApiToken']
export type AuditItem = Schemas['AuditLine']

export type Provider = Schemas['ProviderView']
export type Suggestion = Schemas['AccountSuggestion']
export type ConnectionTest = Schemas['AccountTest']
export type NewAccount = Schemas['CreateAccountRequest']
export type Account = Schemas['AccountView']
export type SyncUnit = Schemas['SyncUnitView']
export type SyncState = Schemas['UnitState']

export type Tone = Schemas['Tone']
export type Attribute = Schemas['AttributeView']
export type Kind = Schemas['KindView']

export type Resource = Schemas['Resource']
export type ResourceList = Schemas['ResourceList']
export type Relation = Schemas['RelationView']
export type Change = Schemas['ChangeView']
export type Proposal = Schemas['Proposal']
export type RecordItem = Schemas['RecordView']
export type Metric = Schemas['MetricView']
export type Facets = Schemas['FacetCounts']
export type RecycledItem = Schemas['RecycledResource']
export type NewResource = Schemas['CreateResourceRequest']

export type Plan = Schemas['Plan']
export type Operation = Schemas['OperationView']
export type OperationState = Schemas['OperationState']
export type Step = Schemas['StepView']
export type StepState = Schemas['StepState']
export type OperationItem = Schemas['OperationItemView']
export type OperationItemState = Schemas['OperationItemState']
export type OperationItemCounts = Schemas['OperationItemCounts']
export type LogLine = Schemas['LogLineView']
/** What a mutation of resources answers: an operation (202) or a plan (200, dry run). */
export type Started = Partial<Schemas['OperationAccepted'] & Schemas['PlanProposed']>
