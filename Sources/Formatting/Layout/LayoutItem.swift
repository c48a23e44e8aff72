/// A step of writing a statement: what to write, and where a line may end.
///
/// A statement is a flat list of these. Where lines end is decided group by group, from outside in: a group that fits
/// into what is left of its line stays on it; of one that does not, every `line` ends the line.
enum LayoutItem {
    /// By its place among the significant tokens.
    case token(Int)
    case space
    /// A line end where the group is broken, else a space.
    case line
    /// A line end where the group is broken, else nothing.
    case softLine
    /// In a broken group: a line end where what follows, up to the next one, does not fit any more.
    case fillLine
    /// Behind the last of several things that stand one a line.
    case commaIfBroken
    /// Here something starts that may have a blank line above it.
    case entry
    /// The comments in front of a closing bracket, each on a line of its own.
    case comments(before: Int)
    case open(isBroken: Bool)
    case close
    case indent
    case dedent
}

extension [LayoutItem] {
    /// Its place; nil where there is none.
    var firstToken: Int? {
        for case .token(let place) in self { return place }
        return nil
    }
}
