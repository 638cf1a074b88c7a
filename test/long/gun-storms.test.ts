/** A hundred unplugs instead of a dozen: the long run sets `PACKLINE_LONG`. */
import '../integration/devices/gun-storms.test.ts';
