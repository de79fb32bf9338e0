// Filled in by app/core/assets.py when the service worker is built.
declare const __PRECACHE__: string[];
declare const __BUILD__: string;
