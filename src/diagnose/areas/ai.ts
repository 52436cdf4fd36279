import type { AnyRule } from '../rule.ts'
import { agentLateFirstAudio } from '../rules/ai/agent-late-first-audio.ts'
import { bargeInLatency } from '../rules/ai/barge-in-latency.ts'
import { codecHurtsStt } from '../rules/ai/codec-hurts-stt.ts'
import { deadAir } from '../rules/ai/dead-air.ts'
import { dtmfNotDelivered } from '../rules/ai/dtmf-not-delivered.ts'
import { earlyHangup } from '../rules/ai/early-hangup.ts'
import { narrowbandOnly } from '../rules/ai/narrowband-only.ts'
import { pddLongOutbound } from '../rules/ai/pdd-long-outbound.ts'
import { readyBeforeAgent } from '../rules/ai/ready-before-agent.ts'
import { recordingTwoPartyHint } from '../rules/ai/recording-two-party-hint.ts'
import { regionDistance } from '../rules/ai/region-distance.ts'
import { responseLatency } from '../rules/ai/response-latency.ts'
import { sttDegradedAudio } from '../rules/ai/stt-degraded-audio.ts'
import { talkOver } from '../rules/ai/talk-over.ts'
import { transferUnsupported } from '../rules/ai/transfer-unsupported.ts'
import { transportUnsupported } from '../rules/ai/transport-unsupported.ts'
import { vadDtxToStt } from '../rules/ai/vad-dtx-to-stt.ts'

export const AI_RULES: readonly AnyRule[] = [
  agentLateFirstAudio,
  bargeInLatency,
  codecHurtsStt,
  deadAir,
  dtmfNotDelivered,
  earlyHangup,
  narrowbandOnly,
  pddLongOutbound,
  readyBeforeAgent,
  recordingTwoPartyHint,
  regionDistance,
  responseLatency,
  sttDegradedAudio,
  talkOver,
  transferUnsupported,
  transportUnsupported,
  vadDtxToStt,
]
