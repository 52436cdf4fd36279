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
  session_request_delay_ms: metrics.sessionRequestDelayMs ?? null,
  talk_time_ms: metrics.talkTimeMs ?? null,
})
