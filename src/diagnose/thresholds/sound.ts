/** Numbers the rules on decoded sound decide by, with their sources. */

/** 0 dBm0 is -6.15 dBov in G.711 (ITU-T G.100.1): a tone at full scale has 3.14 dBm0 and -3.01 dBov. */
export const DBM0_AT_0_DBOV = 6.15

/** Of a side that says nothing: so much is silence, in one piece. Chosen by us. */
export const SILENT_SIDE_SHARE = 0.95
/** All of it: a click or two aside. Chosen by us. */
export const SILENT_WHOLE_SHARE = 0.98
/** Nobody is heard below that. Chosen by us. */
export const UNHEARD_DBOV = -60
/** Of sound that came behind the answer. Chosen by us. */
export const SILENT_SIDE_MS = 10_000
/** What came of the time: the rest was not sent, which is another fault. Chosen by us. */
export const SILENT_CAME_SHARE = 0.5
/** The other side talks so long, and waits so often for so long for an answer. Chosen by us. */
export const TALKS_MS = 3_000
export const WAITS_MS = 1_000
export const WAITS = 2

/** Speech goes up and down: standard deviation of its levels. Tones, modems and most music are steadier. Chosen by us. */
export const SPEECH_VARIES_DB = 4
/** With an offset as its noise speech varies less; a machine's signal does not at all. Chosen by us. */
export const OFFSET_VARIES_DB = 1
/** Speech whose level means something. Chosen by us. */
export const LEVEL_MS = 5_000
/** Of active speech; the telephone network aims at -20 dBm0 or less (ITU-T P.56, G.101). Chosen by us. */
export const LOUD_DBM0 = -9
export const FAINT_DBM0 = -36
/** Fainter is what a microphone hears of the room. Chosen by us. */
export const BACKGROUND_DBOV = -50
/** Speech stands out from the noise by so much. Chosen by us. */
export const OUT_OF_NOISE_DB = 6
/** Of the samples at full scale. Chosen by us. */
export const CLIPPED_SHARE = 0.005
/** The mean of the samples: 3 % of full scale. Chosen by us. */
export const OFFSET_DBOV = -30

/** Echo is heard as one from 50 ms on (ITU-T G.131 asks for control from 25 ms); beyond 500 it is rarely an echo. */
export const ECHO_FROM_MS = 50
export const ECHO_UNTIL_MS = 500
/** How alike levels are (Pearson), and by how much more than at times at which there can be no echo. Chosen by us. */
export const ECHO_ALIKE = 0.5
export const ECHO_CLEARER = 0.2
/** Of speech that comes back. Chosen by us. */
export const ECHO_MS = 10_000
/** A hybrid gives back at least so much less (ITU-T G.168 §6); what comes back as it was is a test, or a loop. */
export const ECHO_LOSS_DB = 6
/** Fainter echo is not heard. Chosen by us. */
export const ECHO_DBOV = -55
