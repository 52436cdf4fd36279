import type { SpeechFacts, SpeechInterval, SpeechLevels } from '../model/speech.ts'
import { builder } from './builder.ts'

const SpeechIntervalRef = builder.objectRef<SpeechInterval>('SpeechInterval').implement({
  description: 'A time in which something is said; pauses of less than 200 ms do not end it.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', resolve: ({ startUs }) => startUs }),
    until: t.field({ type: 'DateTime', resolve: ({ endUs }) => endUs }),
  }),
})

const SpeechLevelsRef = builder.objectRef<SpeechLevels>('SpeechLevels').implement({
  description: 'How loud a stream is, dBov: 0 is a square wave at full scale (ITU-T G.100.1).',
  fields: (t) => ({
    activeDbov: t.exposeFloat('activeDbov', {
      nullable: true,
      description: 'Mean power of what is said; null where nothing is.',
    }),
    peakDbov: t.exposeFloat('peakDbov', {
      nullable: true,
      description: 'The loudest 10 ms; null in digital silence.',
    }),
    noiseDbov: t.exposeFloat('noiseDbov', {
      nullable: true,
      description: 'What nine tenths of the time are above; null in digital silence.',
    }),
    clippedShare: t.exposeFloat('clippedShare', { description: 'Samples at full scale, 0 to 1.' }),
    offsetDbov: t.exposeFloat('offsetDbov', {
      nullable: true,
      description: 'The mean of the samples as a level; null where it is next to 0.',
    }),
  }),
})

export const SpeechRef = builder.objectRef<SpeechFacts>('Speech').implement({
  description:
    'What a stream of G.711, G.722 or L16 sounds like, measured in passing: the sound itself is kept nowhere.',
  fields: (t) => ({
    codec: t.exposeString('codec', { description: '`PCMU`, `PCMA`, `G722` or `L16`.' }),
    heardMs: t.exposeFloat('heardMs', { description: 'Sound that came, milliseconds.' }),
    activeMs: t.exposeFloat('activeMs', { description: 'Of these, those in which something is said.' }),
    intervals: t.field({
      type: [SpeechIntervalRef],
      description: 'When something is said, in order, the first 1,024.',
      resolve: ({ intervals }) => [...intervals],
    }),
    capped: t.exposeBoolean('capped', {
      description: 'There are more intervals, or the end of a very long stream was not listened to.',
    }),
    levels: t.expose('levels', { type: SpeechLevelsRef }),
    digitalSilenceShare: t.float({
      description: 'Of the sound that came, 0 to 1: one sample repeated.',
      resolve: ({ digitalSilence }) => digitalSilence.share,
    }),
    quietShare: t.exposeFloat('quietShare', {
      description: 'Of the sound that came, 0 to 1: digital silence, and what is below -60 dBov.',
    }),
  }),
})
