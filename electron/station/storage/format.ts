/** Format of a new file, which an older program may still read. */
export const FIRST_FORMAT = 1;
/** Format of a file whose data key was ever rotated: a program that knows one key only must refuse it. */
export const FORMAT_WITH_KEY_NUMBERS = 2;
/** The newest format that this program reads; a greater number is refused. */
export const FORMAT = FORMAT_WITH_KEY_NUMBERS;
