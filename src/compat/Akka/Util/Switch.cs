namespace Akka.Util;

/// <summary>An on/off state whose transitions run an action under a lock; a failing action undoes the transition.</summary>
public class Switch(bool startAsOn = false)
{
    // Guards the transition and the action that belongs to it.
    private readonly Lock _lock = new();
    private volatile bool _isOn = startAsOn;

    public bool IsOn => _isOn;

    public bool IsOff => !_isOn;

    public bool SwitchOn() => TranscendFrom(false, () => { });

    public bool SwitchOn(Action action) => TranscendFrom(false, action);

    public bool SwitchOff() => TranscendFrom(true, () => { });

    public bool SwitchOff(Action action) => TranscendFrom(true, action);

    public bool IfOn(Action action) => If(true, action);

    public bool IfOff(Action action) => If(false, action);

    public bool WhileOn(Action action) => While(true, action);

    public bool WhileOff(Action action) => While(false, action);

    public void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }

    protected bool TranscendFrom(bool from, Action action)
    {
        lock (_lock)
        {
            if (_isOn != from)
            {
                return false;
            }

            _isOn = !from;
            try
            {
                action();
                return true;
            }
            catch
            {
                _isOn = from;
                throw;
            }
        }
    }

    private bool If(bool state, Action action)
    {
        if (_isOn != state)
        {
            return false;
        }

        action();
        return true;
    }

    private bool While(bool state, Action action)
    {
        lock (_lock)
        {
            return If(state, action);
        }
    }
}
