import type { CallMetrics } from './events.ts'

/** The figures under the names that REST and the command line print; null where they could not be measured. */
export const printMetrics = (metrics: CallMetrics) => ({
  calls: metrics.calls,
  answered: metrics.answered,
  failed: metrics.failed,
  rtp_streams: metrics.rtpStreams,
  packets: metrics.packets,
  lost: metrics.lost,
  loss_percent: metrics.lossPercent ?? null,
  jitter_ms_mean: metrics.jitterMsMean ?? null,
  jitter_ms_max: metrics.jitterMsMax ?? null,
  asr_percent: metrics.asrPercent ?? null,
  ner_percent: metrics.nerPercent ?? null,
  session_request_delay_ms: metrics.sessionRequestDelayMs ?? null,
  post_dial_delay_ms: metrics.postDialDelayMs ?? null,
  setup_time_ms: metrics.setupTimeMs ?? null,
  talk_time_ms: metrics.talkTimeMs ?? null,
  quality: metrics.quality.map((one) => ({
    scale: one.scale,
    streams: one.streams,
    r_factor_mean: one.rFactorMean,
    r_factor_worst: one.rFactorWorst,
    mos_listening_mean: one.mosListeningMean,
    mos_listening_worst: one.mosListeningWorst,
    mos_conversational_mean: one.mosConversationalMean,
    mos_conversational_worst: one.mosConversationalWorst,
  })),
})
