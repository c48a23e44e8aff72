// LanguageService
