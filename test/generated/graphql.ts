/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AnalysisFilter = {
  /** Any of these. */
  status?: Array<AnalysisStatus> | null | undefined;
};

/** How far an analysis is. */
export type AnalysisStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'FAILED'
  | 'QUEUED'
  | 'RUNNING';

/** Exactly one of `trace`, `pcapUrl`, `uploadId` and `file`. */
export type AnalyzeInput = {
  context?: ContextInput | null | undefined;
  /** A small file, at most 4 MiB. */
  file?: File | null | undefined;
  /** The same key attaches to the same analysis for 24 hours and is not charged again. */
  idempotencyKey?: string | null | undefined;
  /** Public http or https address of a capture, at most 256 MiB. */
  pcapUrl?: string | null | undefined;
  policy?: PolicyInput | null | undefined;
  /** SIP as text, from a log, sngrep or a decode; at most 512,000 bytes of UTF-8. */
  trace?: string | null | undefined;
  /** Of `createUpload`. */
  uploadId?: string | number | null | undefined;
};

/** How a call ended. */
export type CallOutcome =
  /** A 2xx came. */
  | 'ANSWERED'
  /** 486 or 600. */
  | 'BUSY'
  /** The caller gave up: CANCEL, 487. */
  | 'CANCELLED'
  /** It could not be done. */
  | 'FAILED'
  /** 3xx. */
  | 'REDIRECTED'
  /** The other side would not. */
  | 'REJECTED'
  /** Nobody answered in time. */
  | 'TIMED_OUT'
  /** The input does not show it. */
  | 'UNKNOWN';

export type CancelAnalysisInput = {
  /** Of the analysis, or its UUID. */
  id: string | number;
};

/** What you know and the input does not say. */
export type ContextInput = {
  /** Labels, in the order in which the endpoints first appear: `SBC`, `Carrier`. */
  endpoints?: Array<string> | null | undefined;
  /** The symptom: `one-way-audio`, a sentence, a SIP or Q.850 number. It orders findings and changes none. */
  issue?: string | null | undefined;
};

export type CreateUploadInput = {
  /** Size where known, at most 2 GiB; it makes progress a fraction. */
  bytes?: number | null | undefined;
  /** For people; the format is recognised by content. */
  filename?: string | null | undefined;
};

export type DeleteAnalysisInput = {
  /** Of the analysis, or its UUID. */
  id: string | number;
};

/** What a program can act on; the same words stand in `extensions.code` of top-level errors. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'IDEMPOTENCY_CONFLICT'
  | 'NOT_FOUND'
  | 'PAYLOAD_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED';

/** Where a proof comes from. */
export type EvidenceKind =
  | 'AGGREGATE'
  | 'HEADER'
  | 'ICMP'
  | 'LOG'
  | 'RTCP'
  | 'RTP'
  | 'SDP_LINE'
  | 'STARTLINE'
  | 'TIMING'
  | 'TLS';

/** What a finding is about. */
export type FindingCategory =
  | 'AUTH'
  | 'CODEC'
  | 'COMPLIANCE'
  | 'GENERAL'
  | 'MEDIA'
  | 'NAT'
  | 'ROUTING'
  | 'SECURITY'
  | 'SIGNALING';

/** Every member given must hold; within a list any one does. */
export type FindingFilter = {
  category?: Array<FindingCategory> | null | undefined;
  /** The same fault, wherever it was seen. */
  fingerprint?: string | null | undefined;
  /** Ids of rules, `nat.private-address-in-sdp`. */
  rule?: Array<string | number> | null | undefined;
  severity?: Array<Severity> | null | undefined;
};

/** Who says so. */
export type FindingSource =
  /** The language model; its citations were checked against the input. */
  | 'LLM'
  /** A rule of the catalogue. */
  | 'RULE';

export type GenerateKeyInput = {
  /** What the key is for, at most 100 characters. */
  name?: string | null | undefined;
};

/** What was given. */
export type InputKind =
  | 'CAPTURE'
  | 'TEXT';

/** What a place in the input is counted in. */
export type OriginKind =
  | 'FRAME'
  | 'LINE';

/** What rules may need to know about your network. */
export type PolicyInput = {
  /** Prefixes of your own networks, `10.0.0.0/8`. */
  ownNetworks?: Array<string> | null | undefined;
  /** Groups of prefixes that reach each other without translation. */
  sites?: Array<Array<string>> | null | undefined;
  /** Whether media must be encrypted. */
  srtpRequired?: boolean | null | undefined;
  /** User parts of test calls. */
  testNumbers?: Array<string> | null | undefined;
  /** Addresses whose scans are tests. */
  testSources?: Array<string> | null | undefined;
};

export type RevokeKeyInput = {
  /** Of the key, or its UUID. */
  id: string | number;
};

/** Every member given must hold. */
export type RuleFilter = {
  category?: Array<FindingCategory> | null | undefined;
  severity?: Array<Severity> | null | undefined;
};

/** The worst verdict of a rule over what it saw. */
export type RuleVerdict =
  | 'CLEAR'
  | 'FIRED'
  | 'INSUFFICIENT_EVIDENCE'
  | 'NOT_APPLICABLE';

/** How bad a finding is. */
export type Severity =
  /** The call will definitely fail, or a major security issue. */
  | 'CRITICAL'
  /** The call is likely to fail, or its quality suffers much. */
  | 'HIGH'
  /** Informational; no action required. */
  | 'INFO'
  /** A best practice is violated, or a minor misconfiguration. */
  | 'LOW'
  /** May cause intermittent failures. */
  | 'MEDIUM';

/** Stages overlap: a finding is published as soon as what proves it has been seen. */
export type StageName =
  /** Messages to calls and streams. */
  | 'CORRELATE'
  /** Bytes to messages. */
  | 'DECODE'
  /** The rules. */
  | 'DIAGNOSE'
  /** Fetch, unpack, recognise. */
  | 'INGEST'
  /** The language model, where one is configured. */
  | 'LLM';

/** How far a stage is. */
export type StageStatus =
  | 'COMPLETED'
  | 'FAILED'
  | 'PENDING'
  | 'RUNNING'
  | 'SKIPPED';

export type AnalysisQueryVariables = Exact<{
  id: string | number;
}>;


export type AnalysisQuery = { analysis: { id: string, status: AnalysisStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, summary: string | null, recommendations: Array<string>, failure: { code: string, message: string, retryable: boolean } | null, stages: Array<{ name: StageName, status: StageStatus, progress: number | null, elapsedMs: number | null, note: string | null }>, input: { kind: InputKind, format: string, bytes: number, packets: number | null, messages: number, calls: number, firstAt: string | null, lastAt: string | null, flaws: Array<{ kind: string, count: number, example: string | null, where: { kind: OriginKind, number: number } | null }> } | null, context: { issue: string | null, endpoints: Array<string> }, severityCounts: { critical: number, high: number, medium: number, low: number, info: number }, metrics: { calls: number, answered: number, failed: number, rtpStreams: number, packets: number, lost: number, lossPercent: number | null, jitterMsMean: number | null, jitterMsMax: number | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } | null, findings: { nodes: Array<{ id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type AnalysisDetailQueryVariables = Exact<{
  id: string | number;
  calls?: number | null | undefined;
  callsAfter?: string | null | undefined;
}>;


export type AnalysisDetailQuery = { analysis: { id: string, coverage: Array<{ verdict: RuleVerdict, reason: string | null, subjects: number, rule: { id: string } | null }>, calls: { edges: Array<{ cursor: string, node: { id: string, number: number, callIds: Array<string>, from: string | null, to: string | null, outcome: CallOutcome, status: number | null, startedAt: string | null, answeredAt: string | null, endedAt: string | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null, messages: { nodes: Array<{ number: number, at: string | null, from: string, to: string, label: string, retransmission: boolean }> }, streams: Array<{ id: string }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, rtpStreams: { nodes: Array<{ id: string, number: number, ssrc: string, packets: number, expected: number, lost: number, lossPercent: number, call: number | null, from: { address: string, port: number | null }, to: { address: string, port: number | null }, jitterMs: { mean: number, max: number } | null }> } } | null };

export type AnalysesQueryVariables = Exact<{
  filter?: AnalysisFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AnalysesQuery = { analyses: { edges: Array<{ cursor: string, node: { id: string, status: AnalysisStatus, createdAt: string, summary: string | null, severityCounts: { critical: number, high: number, medium: number, low: number, info: number } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FindingsQueryVariables = Exact<{
  filter?: FindingFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FindingsQuery = { findings: { edges: Array<{ cursor: string, node: { id: string, severity: Severity, category: FindingCategory, title: string, fingerprint: string, analysis: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type NodeQueryVariables = Exact<{
  id: string | number;
}>;


export type NodeQuery = { node:
    | { __typename: 'Analysis', status: AnalysisStatus, id: string }
    | { __typename: 'ApiKey', prefix: string, id: string }
    | { __typename: 'Call', number: number, id: string }
    | { __typename: 'Finding', title: string, id: string }
    | { __typename: 'RtpStream', id: string }
    | { __typename: 'Rule', title: string, id: string }
   | null };

export type AnalyzeMutationVariables = Exact<{
  input: AnalyzeInput;
}>;


export type AnalyzeMutation = { analyze:
    | { __typename: 'AnalyzeSuccess', attached: boolean, analysis: { id: string, status: AnalysisStatus }, quota: { limit: number, used: number, remaining: number, resetsAt: string } }
    | { __typename: 'IdempotencyConflict', message: string, code: ErrorCode }
    | { __typename: 'InvalidInput', message: string, code: ErrorCode, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', message: string, code: ErrorCode }
    | { __typename: 'PayloadTooLarge', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
    | { __typename: 'RateLimited', message: string, code: ErrorCode, quota: { limit: number, remaining: number, resetsAt: string } }
    | { __typename: 'ServiceUnavailable', message: string, code: ErrorCode, retryAfterSeconds: number }
   };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload:
    | { __typename: 'CreateUploadSuccess', upload: { id: string, url: string, expiresAt: string, bytes: number, complete: boolean } }
    | { __typename: 'InvalidInput', message: string, code: ErrorCode }
    | { __typename: 'PayloadTooLarge', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
    | { __typename: 'ServiceUnavailable', message: string, code: ErrorCode }
   };

export type CancelAnalysisMutationVariables = Exact<{
  input: CancelAnalysisInput;
}>;


export type CancelAnalysisMutation = { cancelAnalysis:
    | { __typename: 'CancelAnalysisSuccess', analysis: { id: string, status: AnalysisStatus } }
    | { __typename: 'InvalidInput', message: string, code: ErrorCode }
    | { __typename: 'NotFound', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
   };

export type DeleteAnalysisMutationVariables = Exact<{
  input: DeleteAnalysisInput;
}>;


export type DeleteAnalysisMutation = { deleteAnalysis:
    | { __typename: 'DeleteAnalysisSuccess', deletedId: string }
    | { __typename: 'InvalidInput', message: string, code: ErrorCode }
    | { __typename: 'NotFound', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
   };

export type FindingFieldsFragment = { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null };

export type AnalysisFieldsFragment = { id: string, status: AnalysisStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, summary: string | null, recommendations: Array<string>, failure: { code: string, message: string, retryable: boolean } | null, stages: Array<{ name: StageName, status: StageStatus, progress: number | null, elapsedMs: number | null, note: string | null }>, input: { kind: InputKind, format: string, bytes: number, packets: number | null, messages: number, calls: number, firstAt: string | null, lastAt: string | null, flaws: Array<{ kind: string, count: number, example: string | null, where: { kind: OriginKind, number: number } | null }> } | null, context: { issue: string | null, endpoints: Array<string> }, severityCounts: { critical: number, high: number, medium: number, low: number, info: number }, metrics: { calls: number, answered: number, failed: number, rtpStreams: number, packets: number, lost: number, lossPercent: number | null, jitterMsMean: number | null, jitterMsMax: number | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } | null, findings: { nodes: Array<{ id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CallFieldsFragment = { id: string, number: number, callIds: Array<string>, from: string | null, to: string | null, outcome: CallOutcome, status: number | null, startedAt: string | null, answeredAt: string | null, endedAt: string | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null };

type EventFields_AnalysisCancelled_Fragment = { __typename: 'AnalysisCancelled', cursor: string, at: string };

type EventFields_AnalysisCompleted_Fragment = { __typename: 'AnalysisCompleted', cursor: string, at: string, analysis: { id: string, status: AnalysisStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, summary: string | null, recommendations: Array<string>, failure: { code: string, message: string, retryable: boolean } | null, stages: Array<{ name: StageName, status: StageStatus, progress: number | null, elapsedMs: number | null, note: string | null }>, input: { kind: InputKind, format: string, bytes: number, packets: number | null, messages: number, calls: number, firstAt: string | null, lastAt: string | null, flaws: Array<{ kind: string, count: number, example: string | null, where: { kind: OriginKind, number: number } | null }> } | null, context: { issue: string | null, endpoints: Array<string> }, severityCounts: { critical: number, high: number, medium: number, low: number, info: number }, metrics: { calls: number, answered: number, failed: number, rtpStreams: number, packets: number, lost: number, lossPercent: number | null, jitterMsMean: number | null, jitterMsMax: number | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } | null, findings: { nodes: Array<{ id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

type EventFields_AnalysisFailed_Fragment = { __typename: 'AnalysisFailed', cursor: string, at: string, failure: { code: string, message: string, retryable: boolean } };

type EventFields_CallFound_Fragment = { __typename: 'CallFound', cursor: string, at: string, call: { id: string, number: number, callIds: Array<string>, from: string | null, to: string | null, outcome: CallOutcome, status: number | null, startedAt: string | null, answeredAt: string | null, endedAt: string | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } };

type EventFields_FindingAdded_Fragment = { __typename: 'FindingAdded', rank: number, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } };

type EventFields_FindingUpdated_Fragment = { __typename: 'FindingUpdated', rank: number, because: string, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } };

type EventFields_FindingWithdrawn_Fragment = { __typename: 'FindingWithdrawn', findingId: string, because: string, cursor: string, at: string };

type EventFields_StageCompleted_Fragment = { __typename: 'StageCompleted', cursor: string, at: string, stage: { name: StageName, status: StageStatus, elapsedMs: number | null, note: string | null } };

type EventFields_StageProgress_Fragment = { __typename: 'StageProgress', bytesRead: number, messages: number, packets: number | null, cursor: string, at: string, stage: { name: StageName } };

type EventFields_StageStarted_Fragment = { __typename: 'StageStarted', cursor: string, at: string, stage: { name: StageName, status: StageStatus } };

export type EventFieldsFragment =
  | EventFields_AnalysisCancelled_Fragment
  | EventFields_AnalysisCompleted_Fragment
  | EventFields_AnalysisFailed_Fragment
  | EventFields_CallFound_Fragment
  | EventFields_FindingAdded_Fragment
  | EventFields_FindingUpdated_Fragment
  | EventFields_FindingWithdrawn_Fragment
  | EventFields_StageCompleted_Fragment
  | EventFields_StageProgress_Fragment
  | EventFields_StageStarted_Fragment
;

export type WatchSubscriptionVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type WatchSubscription = { analysisEvents:
    | { __typename: 'AnalysisCancelled', cursor: string, at: string }
    | { __typename: 'AnalysisCompleted', cursor: string, at: string, analysis: { id: string, status: AnalysisStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, summary: string | null, recommendations: Array<string>, failure: { code: string, message: string, retryable: boolean } | null, stages: Array<{ name: StageName, status: StageStatus, progress: number | null, elapsedMs: number | null, note: string | null }>, input: { kind: InputKind, format: string, bytes: number, packets: number | null, messages: number, calls: number, firstAt: string | null, lastAt: string | null, flaws: Array<{ kind: string, count: number, example: string | null, where: { kind: OriginKind, number: number } | null }> } | null, context: { issue: string | null, endpoints: Array<string> }, severityCounts: { critical: number, high: number, medium: number, low: number, info: number }, metrics: { calls: number, answered: number, failed: number, rtpStreams: number, packets: number, lost: number, lossPercent: number | null, jitterMsMean: number | null, jitterMsMax: number | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } | null, findings: { nodes: Array<{ id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null }
    | { __typename: 'AnalysisFailed', cursor: string, at: string, failure: { code: string, message: string, retryable: boolean } }
    | { __typename: 'CallFound', cursor: string, at: string, call: { id: string, number: number, callIds: Array<string>, from: string | null, to: string | null, outcome: CallOutcome, status: number | null, startedAt: string | null, answeredAt: string | null, endedAt: string | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } }
    | { __typename: 'FindingAdded', rank: number, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } }
    | { __typename: 'FindingUpdated', rank: number, because: string, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } }
    | { __typename: 'FindingWithdrawn', findingId: string, because: string, cursor: string, at: string }
    | { __typename: 'StageCompleted', cursor: string, at: string, stage: { name: StageName, status: StageStatus, elapsedMs: number | null, note: string | null } }
    | { __typename: 'StageProgress', bytesRead: number, messages: number, packets: number | null, cursor: string, at: string, stage: { name: StageName } }
    | { __typename: 'StageStarted', cursor: string, at: string, stage: { name: StageName, status: StageStatus } }
   };

export type AnalyzeLiveSubscriptionVariables = Exact<{
  input: AnalyzeInput;
  idempotencyKey: string;
}>;


export type AnalyzeLiveSubscription = { analyze:
    | { __typename: 'AnalysisCancelled', cursor: string, at: string }
    | { __typename: 'AnalysisCompleted', cursor: string, at: string, analysis: { id: string, status: AnalysisStatus, createdAt: string, startedAt: string | null, finishedAt: string | null, summary: string | null, recommendations: Array<string>, failure: { code: string, message: string, retryable: boolean } | null, stages: Array<{ name: StageName, status: StageStatus, progress: number | null, elapsedMs: number | null, note: string | null }>, input: { kind: InputKind, format: string, bytes: number, packets: number | null, messages: number, calls: number, firstAt: string | null, lastAt: string | null, flaws: Array<{ kind: string, count: number, example: string | null, where: { kind: OriginKind, number: number } | null }> } | null, context: { issue: string | null, endpoints: Array<string> }, severityCounts: { critical: number, high: number, medium: number, low: number, info: number }, metrics: { calls: number, answered: number, failed: number, rtpStreams: number, packets: number, lost: number, lossPercent: number | null, jitterMsMean: number | null, jitterMsMax: number | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } | null, findings: { nodes: Array<{ id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null }
    | { __typename: 'AnalysisFailed', cursor: string, at: string, failure: { code: string, message: string, retryable: boolean } }
    | { __typename: 'CallFound', cursor: string, at: string, call: { id: string, number: number, callIds: Array<string>, from: string | null, to: string | null, outcome: CallOutcome, status: number | null, startedAt: string | null, answeredAt: string | null, endedAt: string | null, sessionRequestDelayMs: number | null, talkTimeMs: number | null } }
    | { __typename: 'FindingAdded', rank: number, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } }
    | { __typename: 'FindingUpdated', rank: number, because: string, cursor: string, at: string, finding: { id: string, source: FindingSource, severity: Severity, severityReason: string | null, category: FindingCategory, title: string, detail: string, recommendation: string, confidence: number, references: Array<string>, count: number, firstSeen: string | null, lastSeen: string | null, fingerprint: string, rule: { id: string } | null, fixes: Array<{ product: string, text: string }>, evidence: Array<{ kind: EvidenceKind, message: number | null, frame: number | null, line: number | null, at: string | null, excerpt: string, redacted: boolean }>, causedBy: { id: string } | null } }
    | { __typename: 'FindingWithdrawn', findingId: string, because: string, cursor: string, at: string }
    | { __typename: 'StageCompleted', cursor: string, at: string, stage: { name: StageName, status: StageStatus, elapsedMs: number | null, note: string | null } }
    | { __typename: 'StageProgress', bytesRead: number, messages: number, packets: number | null, cursor: string, at: string, stage: { name: StageName } }
    | { __typename: 'StageStarted', cursor: string, at: string, stage: { name: StageName, status: StageStatus } }
   };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { user: { id: string, name: string, email: string, role: string } | null, workspace: { id: string, name: string, retentionDays: number, plan: { slug: string, name: string, apiAccess: boolean, analysesPerDay: number } }, key: { id: string, name: string, prefix: string } | null } | null };

export type QuotaQueryVariables = Exact<{ [key: string]: never; }>;


export type QuotaQuery = { quota: { limit: number, used: number, remaining: number, resetsAt: string } };

export type KeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type KeysQuery = { keys: { nodes: Array<{ id: string, name: string, prefix: string, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null, callsToday: number, callsTotal: number }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type GenerateKeyMutationVariables = Exact<{
  input: GenerateKeyInput;
}>;


export type GenerateKeyMutation = { generateKey:
    | { __typename: 'GenerateKeySuccess', secret: string, key: { id: string, name: string, prefix: string } }
    | { __typename: 'InvalidInput', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
   };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeKeyInput;
}>;


export type RevokeKeyMutation = { revokeKey:
    | { __typename: 'InvalidInput', message: string, code: ErrorCode }
    | { __typename: 'NotFound', message: string, code: ErrorCode }
    | { __typename: 'PlanRequired', message: string, code: ErrorCode }
    | { __typename: 'RevokeKeySuccess', key: { id: string, revokedAt: string | null } }
   };

export type RulesQueryVariables = Exact<{
  filter?: RuleFilter | null | undefined;
}>;


export type RulesQuery = { rules: Array<{ id: string, slug: string, category: FindingCategory, severity: Severity, title: string, meaning: string, fires: string, quiet: string, fix: string, references: Array<string> }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CallFieldsFragmentDoc = new TypedDocumentString(`
    fragment CallFields on Call {
  id
  number
  callIds
  from
  to
  outcome
  status
  startedAt
  answeredAt
  endedAt
  sessionRequestDelayMs
  talkTimeMs
}
    `, {"fragmentName":"CallFields"}) as unknown as TypedDocumentString<CallFieldsFragment, unknown>;
export const FindingFieldsFragmentDoc = new TypedDocumentString(`
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}
    `, {"fragmentName":"FindingFields"}) as unknown as TypedDocumentString<FindingFieldsFragment, unknown>;
export const AnalysisFieldsFragmentDoc = new TypedDocumentString(`
    fragment AnalysisFields on Analysis {
  id
  status
  createdAt
  startedAt
  finishedAt
  failure {
    code
    message
    retryable
  }
  stages {
    name
    status
    progress
    elapsedMs
    note
  }
  input {
    kind
    format
    bytes
    packets
    messages
    calls
    firstAt
    lastAt
    flaws {
      kind
      count
      example
      where {
        kind
        number
      }
    }
  }
  context {
    issue
    endpoints
  }
  summary
  severityCounts {
    critical
    high
    medium
    low
    info
  }
  recommendations
  metrics {
    calls
    answered
    failed
    rtpStreams
    packets
    lost
    lossPercent
    jitterMsMean
    jitterMsMax
    sessionRequestDelayMs
    talkTimeMs
  }
  findings(first: 50) {
    nodes {
      ...FindingFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}`, {"fragmentName":"AnalysisFields"}) as unknown as TypedDocumentString<AnalysisFieldsFragment, unknown>;
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on AnalysisEvent {
  __typename
  cursor
  at
  ... on StageStarted {
    stage {
      name
      status
    }
  }
  ... on StageProgress {
    stage {
      name
    }
    bytesRead
    messages
    packets
  }
  ... on StageCompleted {
    stage {
      name
      status
      elapsedMs
      note
    }
  }
  ... on CallFound {
    call {
      ...CallFields
    }
  }
  ... on FindingAdded {
    rank
    finding {
      ...FindingFields
    }
  }
  ... on FindingUpdated {
    rank
    because
    finding {
      ...FindingFields
    }
  }
  ... on FindingWithdrawn {
    findingId
    because
  }
  ... on AnalysisCompleted {
    analysis {
      ...AnalysisFields
    }
  }
  ... on AnalysisFailed {
    failure {
      code
      message
      retryable
    }
  }
}
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}
fragment AnalysisFields on Analysis {
  id
  status
  createdAt
  startedAt
  finishedAt
  failure {
    code
    message
    retryable
  }
  stages {
    name
    status
    progress
    elapsedMs
    note
  }
  input {
    kind
    format
    bytes
    packets
    messages
    calls
    firstAt
    lastAt
    flaws {
      kind
      count
      example
      where {
        kind
        number
      }
    }
  }
  context {
    issue
    endpoints
  }
  summary
  severityCounts {
    critical
    high
    medium
    low
    info
  }
  recommendations
  metrics {
    calls
    answered
    failed
    rtpStreams
    packets
    lost
    lossPercent
    jitterMsMean
    jitterMsMax
    sessionRequestDelayMs
    talkTimeMs
  }
  findings(first: 50) {
    nodes {
      ...FindingFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment CallFields on Call {
  id
  number
  callIds
  from
  to
  outcome
  status
  startedAt
  answeredAt
  endedAt
  sessionRequestDelayMs
  talkTimeMs
}`, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const AnalysisDocument = new TypedDocumentString(`
    query Analysis($id: ID!) {
  analysis(id: $id) {
    ...AnalysisFields
  }
}
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}
fragment AnalysisFields on Analysis {
  id
  status
  createdAt
  startedAt
  finishedAt
  failure {
    code
    message
    retryable
  }
  stages {
    name
    status
    progress
    elapsedMs
    note
  }
  input {
    kind
    format
    bytes
    packets
    messages
    calls
    firstAt
    lastAt
    flaws {
      kind
      count
      example
      where {
        kind
        number
      }
    }
  }
  context {
    issue
    endpoints
  }
  summary
  severityCounts {
    critical
    high
    medium
    low
    info
  }
  recommendations
  metrics {
    calls
    answered
    failed
    rtpStreams
    packets
    lost
    lossPercent
    jitterMsMean
    jitterMsMax
    sessionRequestDelayMs
    talkTimeMs
  }
  findings(first: 50) {
    nodes {
      ...FindingFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`) as unknown as TypedDocumentString<AnalysisQuery, AnalysisQueryVariables>;
export const AnalysisDetailDocument = new TypedDocumentString(`
    query AnalysisDetail($id: ID!, $calls: Int = 20, $callsAfter: Cursor) {
  analysis(id: $id) {
    id
    coverage {
      rule {
        id
      }
      verdict
      reason
      subjects
    }
    calls(first: $calls, after: $callsAfter) {
      edges {
        cursor
        node {
          ...CallFields
          messages(first: 50) {
            nodes {
              number
              at
              from
              to
              label
              retransmission
            }
          }
          streams {
            id
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    rtpStreams(first: 50) {
      nodes {
        id
        number
        from {
          address
          port
        }
        to {
          address
          port
        }
        ssrc
        packets
        expected
        lost
        lossPercent
        jitterMs {
          mean
          max
        }
        call
      }
    }
  }
}
    fragment CallFields on Call {
  id
  number
  callIds
  from
  to
  outcome
  status
  startedAt
  answeredAt
  endedAt
  sessionRequestDelayMs
  talkTimeMs
}`) as unknown as TypedDocumentString<AnalysisDetailQuery, AnalysisDetailQueryVariables>;
export const AnalysesDocument = new TypedDocumentString(`
    query Analyses($filter: AnalysisFilter, $first: Int = 20, $after: Cursor) {
  analyses(filter: $filter, first: $first, after: $after) {
    edges {
      cursor
      node {
        id
        status
        createdAt
        summary
        severityCounts {
          critical
          high
          medium
          low
          info
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AnalysesQuery, AnalysesQueryVariables>;
export const FindingsDocument = new TypedDocumentString(`
    query Findings($filter: FindingFilter, $first: Int = 20, $after: Cursor) {
  findings(filter: $filter, first: $first, after: $after) {
    edges {
      cursor
      node {
        id
        severity
        category
        title
        fingerprint
        analysis {
          id
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<FindingsQuery, FindingsQueryVariables>;
export const NodeDocument = new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Finding {
      title
    }
    ... on Analysis {
      status
    }
    ... on Call {
      number
    }
    ... on ApiKey {
      prefix
    }
    ... on Rule {
      title
    }
  }
}
    `) as unknown as TypedDocumentString<NodeQuery, NodeQueryVariables>;
export const AnalyzeDocument = new TypedDocumentString(`
    mutation Analyze($input: AnalyzeInput!) {
  analyze(input: $input) {
    __typename
    ... on AnalyzeSuccess {
      analysis {
        id
        status
      }
      quota {
        limit
        used
        remaining
        resetsAt
      }
      attached
    }
    ... on Error {
      message
      code
    }
    ... on InvalidInput {
      issues {
        path
        message
      }
    }
    ... on RateLimited {
      quota {
        limit
        remaining
        resetsAt
      }
    }
    ... on ServiceUnavailable {
      retryAfterSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<AnalyzeMutation, AnalyzeMutationVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    __typename
    ... on CreateUploadSuccess {
      upload {
        id
        url
        expiresAt
        bytes
        complete
      }
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const CancelAnalysisDocument = new TypedDocumentString(`
    mutation CancelAnalysis($input: CancelAnalysisInput!) {
  cancelAnalysis(input: $input) {
    __typename
    ... on CancelAnalysisSuccess {
      analysis {
        id
        status
      }
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<CancelAnalysisMutation, CancelAnalysisMutationVariables>;
export const DeleteAnalysisDocument = new TypedDocumentString(`
    mutation DeleteAnalysis($input: DeleteAnalysisInput!) {
  deleteAnalysis(input: $input) {
    __typename
    ... on DeleteAnalysisSuccess {
      deletedId
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteAnalysisMutation, DeleteAnalysisMutationVariables>;
export const WatchDocument = new TypedDocumentString(`
    subscription Watch($id: ID!, $after: Cursor) {
  analysisEvents(id: $id, after: $after) {
    ...EventFields
  }
}
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}
fragment AnalysisFields on Analysis {
  id
  status
  createdAt
  startedAt
  finishedAt
  failure {
    code
    message
    retryable
  }
  stages {
    name
    status
    progress
    elapsedMs
    note
  }
  input {
    kind
    format
    bytes
    packets
    messages
    calls
    firstAt
    lastAt
    flaws {
      kind
      count
      example
      where {
        kind
        number
      }
    }
  }
  context {
    issue
    endpoints
  }
  summary
  severityCounts {
    critical
    high
    medium
    low
    info
  }
  recommendations
  metrics {
    calls
    answered
    failed
    rtpStreams
    packets
    lost
    lossPercent
    jitterMsMean
    jitterMsMax
    sessionRequestDelayMs
    talkTimeMs
  }
  findings(first: 50) {
    nodes {
      ...FindingFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment CallFields on Call {
  id
  number
  callIds
  from
  to
  outcome
  status
  startedAt
  answeredAt
  endedAt
  sessionRequestDelayMs
  talkTimeMs
}
fragment EventFields on AnalysisEvent {
  __typename
  cursor
  at
  ... on StageStarted {
    stage {
      name
      status
    }
  }
  ... on StageProgress {
    stage {
      name
    }
    bytesRead
    messages
    packets
  }
  ... on StageCompleted {
    stage {
      name
      status
      elapsedMs
      note
    }
  }
  ... on CallFound {
    call {
      ...CallFields
    }
  }
  ... on FindingAdded {
    rank
    finding {
      ...FindingFields
    }
  }
  ... on FindingUpdated {
    rank
    because
    finding {
      ...FindingFields
    }
  }
  ... on FindingWithdrawn {
    findingId
    because
  }
  ... on AnalysisCompleted {
    analysis {
      ...AnalysisFields
    }
  }
  ... on AnalysisFailed {
    failure {
      code
      message
      retryable
    }
  }
}`) as unknown as TypedDocumentString<WatchSubscription, WatchSubscriptionVariables>;
export const AnalyzeLiveDocument = new TypedDocumentString(`
    subscription AnalyzeLive($input: AnalyzeInput!, $idempotencyKey: String!) {
  analyze(input: $input, idempotencyKey: $idempotencyKey) {
    ...EventFields
  }
}
    fragment FindingFields on Finding {
  id
  rule {
    id
  }
  source
  severity
  severityReason
  category
  title
  detail
  recommendation
  fixes {
    product
    text
  }
  confidence
  evidence {
    kind
    message
    frame
    line
    at
    excerpt
    redacted
  }
  references
  count
  firstSeen
  lastSeen
  causedBy {
    id
  }
  fingerprint
}
fragment AnalysisFields on Analysis {
  id
  status
  createdAt
  startedAt
  finishedAt
  failure {
    code
    message
    retryable
  }
  stages {
    name
    status
    progress
    elapsedMs
    note
  }
  input {
    kind
    format
    bytes
    packets
    messages
    calls
    firstAt
    lastAt
    flaws {
      kind
      count
      example
      where {
        kind
        number
      }
    }
  }
  context {
    issue
    endpoints
  }
  summary
  severityCounts {
    critical
    high
    medium
    low
    info
  }
  recommendations
  metrics {
    calls
    answered
    failed
    rtpStreams
    packets
    lost
    lossPercent
    jitterMsMean
    jitterMsMax
    sessionRequestDelayMs
    talkTimeMs
  }
  findings(first: 50) {
    nodes {
      ...FindingFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment CallFields on Call {
  id
  number
  callIds
  from
  to
  outcome
  status
  startedAt
  answeredAt
  endedAt
  sessionRequestDelayMs
  talkTimeMs
}
fragment EventFields on AnalysisEvent {
  __typename
  cursor
  at
  ... on StageStarted {
    stage {
      name
      status
    }
  }
  ... on StageProgress {
    stage {
      name
    }
    bytesRead
    messages
    packets
  }
  ... on StageCompleted {
    stage {
      name
      status
      elapsedMs
      note
    }
  }
  ... on CallFound {
    call {
      ...CallFields
    }
  }
  ... on FindingAdded {
    rank
    finding {
      ...FindingFields
    }
  }
  ... on FindingUpdated {
    rank
    because
    finding {
      ...FindingFields
    }
  }
  ... on FindingWithdrawn {
    findingId
    because
  }
  ... on AnalysisCompleted {
    analysis {
      ...AnalysisFields
    }
  }
  ... on AnalysisFailed {
    failure {
      code
      message
      retryable
    }
  }
}`) as unknown as TypedDocumentString<AnalyzeLiveSubscription, AnalyzeLiveSubscriptionVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    user {
      id
      name
      email
      role
    }
    workspace {
      id
      name
      plan {
        slug
        name
        apiAccess
        analysesPerDay
      }
      retentionDays
    }
    key {
      id
      name
      prefix
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const QuotaDocument = new TypedDocumentString(`
    query Quota {
  quota {
    limit
    used
    remaining
    resetsAt
  }
}
    `) as unknown as TypedDocumentString<QuotaQuery, QuotaQueryVariables>;
export const KeysDocument = new TypedDocumentString(`
    query Keys($first: Int = 50, $after: Cursor) {
  keys(first: $first, after: $after) {
    nodes {
      id
      name
      prefix
      createdAt
      lastUsedAt
      expiresAt
      revokedAt
      callsToday
      callsTotal
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const GenerateKeyDocument = new TypedDocumentString(`
    mutation GenerateKey($input: GenerateKeyInput!) {
  generateKey(input: $input) {
    __typename
    ... on GenerateKeySuccess {
      key {
        id
        name
        prefix
      }
      secret
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<GenerateKeyMutation, GenerateKeyMutationVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($input: RevokeKeyInput!) {
  revokeKey(input: $input) {
    __typename
    ... on RevokeKeySuccess {
      key {
        id
        revokedAt
      }
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const RulesDocument = new TypedDocumentString(`
    query Rules($filter: RuleFilter) {
  rules(filter: $filter) {
    id
    slug
    category
    severity
    title
    meaning
    fires
    quiet
    fix
    references
  }
}
    `) as unknown as TypedDocumentString<RulesQuery, RulesQueryVariables>;