internal import Glibc

/// libedit and the C library read the terminal's bytes as text by the process's locale.
package enum TextLocale {
    /// Sets the locale for characters, and for nothing else: the user's where it is UTF-8, otherwise `C.UTF-8`, so that
    /// `LC_ALL=C` loses no character. False where the machine has no UTF-8 locale at all.
    package static func establish() -> Bool {
        for name in ["", "C.UTF-8", "en_US.UTF-8"] {
            if setlocale(LC_CTYPE, name) != nil, isUTF8 { return true }
        }
        return false
    }

    private static var isUTF8: Bool {
        guard let codeset = nl_langinfo(nl_item(CODESET)) else { return false }
        return String(cString: codeset) == "UTF-8"
    }
}
