import { config } from 'zod';

// zod would try whether it may compile its checks; the page's policy forbids that and reports every try.
config({ jitless: true });
