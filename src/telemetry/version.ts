/** The version of this package, for those who read what it measures. A test holds it against package.json. */
export const version = '0.4.0';
