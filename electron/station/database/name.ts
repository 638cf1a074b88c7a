/** Name of the station's database, and of its file. */
export const DATABASE = 'packline';
